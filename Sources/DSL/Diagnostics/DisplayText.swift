/// Text of the user's file as it can be shown in one line of a message.
///
/// At most `limit` code points; line ends, control and formatting characters, which a terminal
/// would obey, and bytes that are not valid UTF-8 become U+FFFD.
func displayed(_ bytes: ArraySlice<UInt8>, limit: Int = 40) -> String {
  var result = String.UnicodeScalarView()
  var count = 0
  for scalar in String(decoding: bytes.prefix(4 * limit + 4), as: UTF8.self).unicodeScalars {
    if count == limit { return String(result) + "..." }
    result.append(isHidden(scalar) ? "\u{FFFD}" : scalar)
    count += 1
  }
  return String(result)
}

/// Whether a character has no picture of its own: controls, joiners and direction marks. No text of a spec may hold them, strings and comments included, since what they hide is
/// not what a reader sees.
func isHidden(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.value < 0x20 { return scalar.value != 0x09 }
  if scalar.value < 0x7F { return false }
  switch scalar.properties.generalCategory {
  case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator:
    return true
  default:
    return false
  }
}
