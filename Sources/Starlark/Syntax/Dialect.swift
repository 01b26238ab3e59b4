/// Which parts of the language a kind of file may use.
///
/// The presets are Buck2's: a `.bzl` file may do everything, a `BUCK` file only calls what `.bzl`
/// files define.
public struct Dialect: Sendable, Hashable {
    /// Whether `def` is allowed.
    public var allowsFunctions: Bool
    /// Whether `for` and `if` statements are allowed outside a function.
    public var allowsTopLevelControl: Bool
    /// Whether parameters, results and variables may have type annotations, and `...` is a value.
    public var allowsTypes: Bool
    /// Whether parameters may follow a bare `*`.
    public var allowsKeywordOnly: Bool
    /// Whether `load` is allowed.
    public var allowsLoads: Bool

    /// Makes a dialect.
    public init(
        allowsFunctions: Bool, allowsTopLevelControl: Bool, allowsTypes: Bool,
        allowsKeywordOnly: Bool, allowsLoads: Bool = true
    ) {
        self.allowsFunctions = allowsFunctions
        self.allowsTopLevelControl = allowsTopLevelControl
        self.allowsTypes = allowsTypes
        self.allowsKeywordOnly = allowsKeywordOnly
        self.allowsLoads = allowsLoads
    }

    /// Everything: `.bzl` files.
    public static let extensionFile = Dialect(
        allowsFunctions: true, allowsTopLevelControl: true, allowsTypes: true,
        allowsKeywordOnly: true)

    /// Declarations only: `BUCK` and `PACKAGE` files.
    public static let buildFile = Dialect(
        allowsFunctions: false, allowsTopLevelControl: false, allowsTypes: false,
        allowsKeywordOnly: false)
}
