import BuildModel

extension ProjectPath {
    /// The text of a symbolic link at this path that leads to `target`, both in the project.
    ///
    /// `a/b/link` to `a/c/file` is `../c/file`; links are relative, so that a checkout can move.
    func linkText(to target: ProjectPath) -> String {
        let origin = (parent ?? .base).components
        let destination = target.components
        var shared = 0
        while shared < origin.count, shared < destination.count,
            origin[shared] == destination[shared]
        {
            shared += 1
        }
        let up = Array(repeating: "..", count: origin.count - shared)
        let down = destination[shared...].map(String.init)
        let text = (up + down).joined(separator: "/")
        return text.isEmpty ? "." : text
    }
}
