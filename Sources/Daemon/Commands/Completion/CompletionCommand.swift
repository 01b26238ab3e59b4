import ArgumentParser
import BuildEvents

/// `bld completion`: the script with which a shell completes command lines.
struct CompletionCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Prints a script that lets a shell complete commands, options and targets.",
        discussion: """
            For bash: source <(bld completion bash). For zsh: source <(bld completion zsh), after \
            compinit. For fish: bld completion fish | source.
            """)

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    @Flag(
        name: .customLong("options-only"),
        help: "Complete commands and options, but no targets.")
    var onlyOptions = false

    func run(in session: Session) async throws -> CommandEnding {
        session.write(script)
        return .exit(.success)
    }

    /// The words are found by `bld complete`; the script only hands over the line.
    private var script: String {
        let complete = "complete --shell \(shell.rawValue)\(onlyOptions ? " --options-only" : "")"
        switch shell {
        case .bash:
            return """
                _bld() {
                    local IFS=$'\\n'
                    COMPREPLY=($("$1" \(complete) --line="${COMP_LINE:0:$COMP_POINT}" 2>/dev/null))
                    case "${COMPREPLY[*]}" in
                    */ | *:) compopt -o nospace 2>/dev/null ;;
                    esac
                }
                complete -o default -F _bld bld

                """
        case .zsh:
            return """
                #compdef bld
                _bld() {
                    local -a found
                    found=("${(@f)$("${words[1]}" \(complete) --line="${(j: :)words[1,CURRENT]}" 2>/dev/null)}")
                    if [[ -z "$found" ]]; then
                        _files
                    else
                        compadd -S '' -a found
                    fi
                }
                compdef _bld bld

                """
        case .fish:
            return """
                function __bld_complete
                    bld \(complete) --line=(commandline -cp | string collect) 2>/dev/null
                end
                complete -c bld -f -a '(__bld_complete)'

                """
        }
    }
}
