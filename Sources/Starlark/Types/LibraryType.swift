/// The type of one class of the library's own objects.
final class LibraryType: TypeValue, @unchecked Sendable {
    // Unchecked as its superclass is: nothing is stored here.

    static let namespace = LibraryType("namespace") { $0.native(as: Namespace.self) != nil }
    static let regex = LibraryType("BuckRegex") { $0.native(as: RegularExpression.self) != nil }
}
