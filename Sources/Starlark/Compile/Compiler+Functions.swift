extension Compiler {
    mutating func compileDefinition(_ id: FunctionID) {
        let register = block.take()
        compileFunction(id, to: register)
        if let name = tree[id].name { store(register, to: name) }
    }

    /// Compiles a function, and the making of its value in the function around it.
    mutating func compileFunction(_ id: FunctionID, to target: Int) {
        let function = tree[id]
        let parameters = Array(tree[function.parameters])
        let window = block.take()
        for parameter in parameters {
            guard let value = parameter.defaultValue else { continue }
            compile(value, to: block.take())
        }
        var annotations: [(slot: Int, number: Int, isRest: Bool)] = []
        var annotationCount = 0
        for (slot, parameter) in parameters.enumerated() {
            guard let annotation = parameter.annotation else { continue }
            compileAnnotation(annotation, to: block.take())
            // `*args` and `**kwargs` are annotated with the type of their elements.
            let isRest = parameter.kind == .variadic || parameter.kind == .keywords
            annotations.append((slot, annotationCount, isRest))
            annotationCount += 1
        }
        var resultAnnotation: Int?
        if let annotation = function.result {
            compileAnnotation(annotation, to: block.take())
            resultAnnotation = annotationCount
            annotationCount += 1
        }
        block.range = function.span
        block.emit(.makeFunction, a: window, wide: id.index)
        if window != target { block.emit(.move, a: target, b: window) }

        var outer = BlockBuilder(function: id, localCount: resolution[id].locals.count)
        swap(&outer, &block)
        block.resultAnnotation = resultAnnotation
        for (slot, number, isRest) in annotations {
            block.range = tree.range(of: parameters[slot].name)
            block.emit(.checkParameter, flag: isRest, a: slot, b: number)
        }
        compileBody(function, parameterCount: parameters.count)
        swap(&outer, &block)
        finished.append(
            FinishedBlock(
                function: id, builder: outer,
                defaults: parameters.map { $0.defaultValue != nil },
                annotationCount: annotationCount))
    }

    private mutating func compileBody(_ function: Function, parameterCount: Int) {
        wrapCapturedLocals(parameterCount: parameterCount)
        switch function.body {
        case .block(let statements):
            compile(statements)
            if let annotation = block.resultAnnotation {
                block.range = function.span
                block.emit(.checkResult, a: compileNone(), b: annotation)
            }
            block.emit(.returnNone)
        case .expression(let expression):
            block.emit(.returnValue, a: compile(expression))
        }
    }
}
