import ArgumentParser
import BuildEvents
import BuildModel
import DaemonProtocol
import Diagnostics
import StarlarkTools

/// `bld docs starlark`: what `.bzl` files define.
struct DocsStarlarkCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "starlark", abstract: "Prints documentation of what .bzl files define.",
        discussion: """
            A pattern is `//folder:file.bzl` for a file, `//folder:file.bzl:name` for one name of \
            it, or the path of a file or folder.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: "How to print: json, markdown, or markdown_files for a file each.")
    var format = DocumentationFormat.json

    @Option(help: "The folder for markdown_files.")
    var outputDir: String?

    @Argument(help: "What to document.")
    var patterns: [String] = []

    func validate() throws {
        if format == .markdownFiles, outputDir == nil {
            throw ValidationError("--format markdown_files needs --output-dir")
        }
    }

    func run(in session: Session) async throws -> CommandEnding {
        try await StarlarkFiles.open(for: session, common: common) { sources in
            var types = StarlarkTypes(sources)
            var modules: [DocumentedModule] = []
            for pattern in patterns {
                let (files, name) = try await find(pattern, sources)
                for file in files {
                    let (program, interface, errors) = try await types.check(file)
                    guard let program, let interface else {
                        throw errors.first ?? .error("The file `\(file.path)` cannot be parsed")
                    }
                    let module = DocumentedModule(
                        program, name: file.documentedName, interface: interface)
                    modules.append(try module.restricted(to: name))
                }
            }
            switch format {
            case .json: session.write(jsonText(.array(modules.flatMap(\.documents))) + "\n")
            case .markdown: session.write(modules.map(\.markdown).joined(separator: "\n"))
            case .markdownFiles:
                let pages = DocumentationPages(folder: outputDir ?? "", session: session)
                for module in modules { try pages.write(module.markdown, to: module.pagePath) }
            }
            return .exit(.success)
        }
    }

    /// The files of a pattern, and the name that it asks for.
    private func find(
        _ pattern: String, _ sources: StarlarkFiles
    ) async throws -> ([StarlarkFile], String?) {
        guard pattern.contains("//") || pattern.hasPrefix(":") else {
            return (try sources.files([pattern]).filter { $0.kind == .module }, nil)
        }
        var label = pattern[...]
        var name: String?
        if let colon = pattern.lastIndex(of: ":"), pattern[..<colon].hasSuffix(".bzl") {
            label = pattern[..<colon]
            name = String(pattern[pattern.index(after: colon)...])
        }
        let place = try sources.place(named: String(label))
        guard let file = await sources.file(at: place) else {
            throw Diagnostic.error("`\(place)` does not exist")
        }
        return ([file], name)
    }
}

extension StarlarkFile {
    /// `cell//folder:file.bzl` in a project, as `load` writes it.
    fileprivate var documentedName: String {
        guard let place else { return path }
        let folder = place.path.parent ?? .base
        return "\(place.cell.text)//\(folder.text):\(place.path.name)"
    }
}

extension DocumentedModule {
    /// The module with only one of its names, if one is asked for.
    fileprivate func restricted(to name: String?) throws -> DocumentedModule {
        guard let name else { return self }
        if let module = member(named: name) { return module }
        throw Diagnostic.error(
            "`\(self.name)` has no `\(name)`\(didYouMean(name, among: members.map(\.name)))")
    }

    /// `cell/folder/file.bzl.md` below the output folder.
    fileprivate var pagePath: String {
        let parts = name.split { $0 == "/" || $0 == ":" }.filter { $0 != "." && $0 != ".." }
        return parts.joined(separator: "/") + ".md"
    }
}
