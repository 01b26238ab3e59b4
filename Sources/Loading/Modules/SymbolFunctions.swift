import Starlark

/// `load_symbols`: exports whose names are made while a file runs.
enum SymbolFunctions {
    static let loadSymbols = NativeFunction("load_symbols", "symbols, /") {
        arguments, evaluation in
        guard evaluation.host is ModuleHost else {
            throw Failure("`load_symbols` can only be called at the top level of a .bzl file")
        }
        for (name, value) in try arguments.dict(0) {
            guard let name = name.asString else {
                throw arguments.mismatch(0, "a dict with strings as keys", got: name)
            }
            try evaluation.define(name, value)
        }
        return .none
    }
}
