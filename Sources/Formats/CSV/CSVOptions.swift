/// How a table of separated values is written.
public struct CSVOptions: Sendable, Equatable {
  /// What stands between two fields.
  public enum Separator: Sendable, Equatable {
    /// The one of `,`, `;` and tab that is most frequent in the first line; `,` if there is none.
    case detected
    /// `,`
    case comma
    /// `;`
    case semicolon
    /// A tab.
    case tab
  }

  /// Whether the first row names the columns.
  public enum Header: Sendable, Equatable {
    /// The first row names the columns.
    case yes
    /// The first row is data.
    case no
    /// The first row names the columns if one of its fields is neither a number nor a missing mark.
    case auto
  }

  /// What stands between two fields.
  public var separator: Separator
  /// Whether the first row names the columns.
  public var header: Header

  /// Everything detected, unless said otherwise.
  public init(separator: Separator = .detected, header: Header = .auto) {
    self.separator = separator
    self.header = header
  }
}
