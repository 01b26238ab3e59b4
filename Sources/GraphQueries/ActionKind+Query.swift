package import BuildModel
import Diagnostics
package import Query

extension ActionKind {
    /// What `kind` matches.
    package var queryName: String {
        switch self {
        case .run: "run"
        case .write: "write"
        case .copy: "copy"
        case .symlink: "symlink"
        case .symlinkedDirectory: "symlinked_dir"
        case .copiedDirectory: "copied_dir"
        case .assembledDirectory: "assembled_dir"
        case .download: "download_file"
        }
    }

    /// What is told of the work.
    package func attributes(_ layout: ArtifactLayout) -> [(name: String, value: QueryAttribute)] {
        switch self {
        case .run(let run):
            return [
                ("cmd", .string(words(run.command, layout))),
                (
                    "env",
                    .dictionary(
                        run.environment.map { variable in
                            QueryAttribute.Entry(
                                variable.name, .string(words(variable.value, layout)))
                        })
                ),
                ("executor_preference", .string("\(run.place)")),
                ("always_print_stderr", .string(run.showsStandardError ? "true" : "false")),
                ("weight", .string("\(run.weight)")),
                ("dep_files", .string(run.depFiles.map(\.name).joined(separator: ", "))),
                ("no_outputs_cleanup", .string(run.keepsOutputs ? "true" : "false")),
            ]
        case .write(let write):
            return [
                ("contents", .string(text(of: write, layout))),
                ("absolute", .string(write.usesAbsolutePaths ? "true" : "false")),
            ]
        case .download(let download): return [("url", .string(download.url))]
        case .copy, .symlink, .symlinkedDirectory, .copiedDirectory, .assembledDirectory:
            return []
        }
    }

    /// The words of a command line; those that cannot be told yet are left out.
    private func words(_ line: CommandLine, _ layout: ArtifactLayout) -> String {
        let words = (try? line.expand(layout: layout)) ?? []
        return "[\(words.joined(separator: ", "))]"
    }

    private func text(of write: WriteAction, _ layout: ArtifactLayout) -> String {
        switch write.content {
        case .lines(let line): ((try? line.expand(layout: layout)) ?? []).joined(separator: "\n")
        case .json(let content, let isPretty):
            (try? content.text(layout: layout, isPretty: isPretty)) ?? ""
        }
    }
}
