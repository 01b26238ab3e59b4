import BuildModel

/// All that can influence what a command does: the one thing that is hashed to the action's digest.
struct ActionManifest {
    /// Arguments, environment, outputs and the programs used.
    let command: Command
    /// Every file, link and folder that the command may read in the project.
    let inputs: DirectoryTree
    /// The list of inputs that the command asked for, which is an input as well.
    var inputListing: InputListing?
    /// When the command is given up.
    let timeout: Duration?

    /// The name of the action in every cache.
    var digest: ActionDigest { Action(command, inputs: inputs, timeout: timeout).digest }

    /// The tree of inputs at their paths, with what their links lead to.
    ///
    /// - Throws: `InputTreeError` if two inputs claim one path.
    static func tree(
        of inputs: some Sequence<(path: ProjectPath, value: ArtifactValue)>
    ) throws(InputTreeError) -> DirectoryTree {
        var builder = InputTreeBuilder()
        for (path, input) in inputs {
            try builder.insert(input.value, at: path)
            for (path, value) in input.referents { try builder.insert(value, at: path) }
        }
        return builder.build()
    }
}
