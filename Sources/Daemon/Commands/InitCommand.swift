import ArgumentParser
import BuildEvents
import BuildModel
import DaemonProtocol
import Diagnostics
import Execution
import Glibc

/// `bld init`: makes a folder a project.
struct InitCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Makes a folder a project that can be built.")

    @Argument(help: "The folder, which need not exist.")
    var path = "."

    @Flag(
        name: .customLong("no-prelude"),
        help: "Do without the rules that come with bld, and without toolchains.")
    var hasNoPrelude = false

    @Flag(
        name: .customLong("git"),
        help: "Make it a Git repository, too, that ignores what is built.")
    var usesGit = false

    @Flag(
        name: .customLong("allow-dirty"),
        help: "Go on though the Git repository has changes that are not committed.")
    var allowsChanges = false

    func run(in session: Session) async throws -> CommandEnding {
        let folder = try AbsolutePath(session.request.workingDirectory).resolving(path)
        var status = stat()
        if stat(folder.text, &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
            throw Diagnostic.error("Target path `\(folder)` cannot be an existing file")
        }
        let project = ProjectTemplate(folder: folder)
        if usesGit { try await prepareGit(project, session) }
        try project.write(".buckroot", "")
        guard !project.has(".buckconfig") else {
            session.write(
                ".buckconfig already exists, not overwriting and not generating toolchains\n")
            return .exit(.success)
        }
        try project.write(".buckconfig", configuration)
        if !hasNoPrelude, !project.has("toolchains") {
            try project.write("toolchains/BUCK", InitCommand.toolchains)
        }
        if !project.has("BUCK") { try project.write("BUCK", hasNoPrelude ? "" : InitCommand.rule) }
        return .exit(.success)
    }

    private func prepareGit(_ project: ProjectTemplate, _ session: Session) async throws {
        try project.write(".buckroot", "")
        let changes = try await git(["status", "--porcelain"], project, session)
        let isDirty = String(decoding: changes.outcome.standardOutput, as: UTF8.self)
            .split(separator: "\n").contains { !$0.hasPrefix("??") }
        guard !changes.succeeded || !isDirty || allowsChanges else {
            throw Diagnostic.error(
                "Refusing to initialize in a dirty repo: `\(project.folder)` has changes that are "
                    + "not committed",
                help: ["Stash them, or use `--allow-dirty`"])
        }
        let made = try await git(["init", "--quiet"], project, session)
        guard made.succeeded else {
            throw Diagnostic.error(
                "`git init` \(made.ending)\n"
                    + String(decoding: made.outcome.standardError, as: UTF8.self))
        }
        if project.isEmpty(".gitignore") { try project.write(".gitignore", "/buck-out\n") }
    }

    private func git(
        _ words: [String], _ project: ProjectTemplate, _ session: Session
    ) async throws -> CommandResult {
        let executor = LocalExecutor(projectRoot: project.folder, slots: JobSlots(count: 1))
        return try await executor.execute(
            CommandRequest(arguments: ["git"] + words, environment: session.request.environment))
    }

    private var configuration: String {
        var text = "[cells]\n  root = .\n"
        if !hasNoPrelude { text += InitCommand.preludeConfiguration }
        if usesGit { text += "\n[project]\n  ignore = .git\n" }
        return text
    }

    /// What a project says that uses the bundled rules.
    private static let preludeConfiguration = """
          prelude = prelude
          toolchains = toolchains

        # The rules that come with bld. To use others, take this section out and put them into the
        # folder `prelude`.
        [external_cells]
          prelude = bundled

        [parser]
          target_platform_detector_spec = target:root//...->prelude//platforms:default \\
            target:prelude//...->prelude//platforms:default \\
            target:toolchains//...->prelude//platforms:default

        [build]
          execution_platforms = prelude//platforms:default

        """

    private static let toolchains = """
        load("@prelude//toolchains:demo.bzl", "system_demo_toolchains")

        # The compilers of this machine. A project that has grown names its own here.
        system_demo_toolchains()

        """

    private static let rule = """
        genrule(
            name = "hello_world",
            out = "out.txt",
            cmd = "echo Hello, world > $OUT",
        )

        """
}

/// The files of a new project.
private struct ProjectTemplate {
    let folder: AbsolutePath

    func has(_ path: String) -> Bool { access("\(folder)/\(path)", F_OK) == 0 }

    /// Whether nothing is in a file, or there is none.
    func isEmpty(_ path: String) -> Bool {
        FileText.read("\(folder)/\(path)")?.isEmpty ?? true
    }

    /// - Throws: A diagnostic if the file cannot be written.
    func write(_ path: String, _ text: String) throws {
        guard FileText.write(text, to: "\(folder)/\(path)") else {
            throw Diagnostic.error("Cannot write `\(folder)/\(path)`")
        }
    }
}
