/// Which short forms of labels and of paths of modules a file may write.
///
/// Buck2 lets `.buckconfig` allow them: `[buck2] infer_target_names`, and
/// `[buck2] directories_to_allow_relative_paths`.
public struct LabelForms: Sendable, Hashable {
    /// Whether `//a/b` means `//a/b:b`.
    public var infersTargetNames: Bool
    /// The folder of the cell that paths with `..` must not leave; nil if there must be no `..`.
    public var relativeRoot: RelativePath?

    /// Makes a choice.
    public init(infersTargetNames: Bool = false, relativeRoot: RelativePath? = nil) {
        self.infersTargetNames = infersTargetNames
        self.relativeRoot = relativeRoot
    }

    /// Full labels, and those of the same package.
    public static let usual = LabelForms()

    /// The folder that a relative path leads to.
    ///
    /// - Parameters:
    ///   - text: `..`, `../a`, or `a/b` where there are no names after `..`.
    ///   - folder: Where it starts, a folder of a cell.
    /// - Returns: The folder in the same cell.
    /// - Throws: `.escapes` if the path leaves `relativeRoot`, or there is none and it has `..`.
    func folder(
        _ text: Substring, from folder: RelativePath
    ) throws(LabelError) -> RelativePath {
        guard text.hasPrefix("..") else { return folder.appending(try RelativePath(String(text))) }
        guard let relativeRoot else {
            throw LabelError(
                .escapes,
                "Invalid path `\(text)` for file relative import path. Should be a forward "
                    + "relative path.")
        }
        var folder = folder
        var rest = text
        while rest == ".." || rest.hasPrefix("../") {
            guard folder != relativeRoot, let parent = folder.parent else {
                throw LabelError(
                    .escapes,
                    "Relative import path `\(text)` is not allowed at the current location.")
            }
            folder = parent
            rest = rest.dropFirst(3)
        }
        guard !rest.split(separator: "/").contains("..") else {
            throw LabelError(
                .escapes,
                "Relative import path `\(text)` with non-leading parent dir component is not "
                    + "allowed.")
        }
        return rest.isEmpty ? folder : folder.appending(try RelativePath(String(rest)))
    }
}
