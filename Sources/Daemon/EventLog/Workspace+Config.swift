import BuildEvents
import DaemonProtocol
import Loading

extension Workspace {
    /// Tells the log what the configuration is made of, and which command before had another one.
    ///
    /// What is wrong with a configuration is told by those who need it.
    func logConfig() async {
        guard session.recorder.isEnabled,
            let inputs = try? await ask({ try await $0.configInputs() })
        else { return }
        session.recorder.note(.configInputs(inputs.components))
        let command = EarlierCommand(
            arguments: ["bld"] + session.request.arguments, trace: "\(session.log.trace)")
        let previous = project.exchange(inputs, of: command)
        session.log.note(usesNewConfig: previous?.inputs != inputs)
        if let previous, previous.inputs.components != inputs.components {
            session.recorder.note(.otherConfigBefore(previous.command))
        }
    }
}
