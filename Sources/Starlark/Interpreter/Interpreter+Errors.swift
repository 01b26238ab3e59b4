import Diagnostics

extension Evaluation {
    @inline(never)
    func unboundLocal(_ register: Int) -> Failure {
        unbound(frames[depth - 1].code.pointee.localNames[register], "Local variable")
    }

    @inline(never)
    func unboundCapture(_ number: Int) -> Failure {
        unbound(frames[depth - 1].code.pointee.captureNames[number], "Captured variable")
    }

    @inline(never)
    func unboundGlobal(_ slot: Int) -> Failure {
        let names = frames[depth - 1].code.pointee.module.takeUnretainedValue().globalNames
        return Failure("Global variable `\(names[slot])` is referenced before assignment")
    }

    private func unbound(_ name: Value, _ noun: String) -> Failure {
        Failure("\(noun) `\(name.asString ?? "")` is referenced before assignment")
    }

    /// Completes an error with the place and the calls of the frames down to a depth.
    ///
    /// An error that already is a diagnostic with a call stack comes from a loop further in: the
    /// frames here go before its own.
    @inline(never)
    func diagnose(_ error: any Error, downTo entryDepth: Int) -> Diagnostic {
        var diagnostic: Diagnostic
        switch error {
        case let failure as Failure:
            diagnostic = failure.diagnostic
            if failure.isOfLanguage, depth > entryDepth, !isCalling {
                diagnostic.origin = .expression
            }
        case let complete as Diagnostic: diagnostic = complete
        default: diagnostic = .error("\(error)")
        }
        // Calling the function failed before it had a frame.
        guard depth > entryDepth else { return diagnostic }
        if diagnostic.span == nil { diagnostic.span = frames[depth - 1].span }
        let stack = (entryDepth..<depth).map { number in
            Diagnostic.Frame(
                function: frames[number].code.pointee.nameText, span: frames[number].span)
        }
        diagnostic.callStack = Evaluation.shortened(stack) + diagnostic.callStack
        return diagnostic
    }

    /// Whether the instruction at hand is a call.
    private var isCalling: Bool {
        let frame = frames[depth - 1]
        switch Instruction(frame.pc.advanced(by: -1).pointee).opcode {
        case .call, .callShaped, .callMethod, .callMethodShaped: return true
        default: return false
        }
    }

    /// Leaves out the middle of a stack that is too long to read.
    private static func shortened(_ stack: [Diagnostic.Frame]) -> [Diagnostic.Frame] {
        guard stack.count > 40 else { return stack }
        let omitted = Diagnostic.Frame(
            function: "… \(stack.count - 30) more calls …", span: nil)
        return stack.prefix(15) + [omitted] + stack.suffix(15)
    }
}
