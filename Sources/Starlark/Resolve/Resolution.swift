import Diagnostics

/// Where the value of a name is kept.
package struct Binding: Hashable, BitwiseCopyable {
    package enum Scope: UInt8, BitwiseCopyable {
        /// Not a name, or in code that has errors.
        case none
        /// A register of the function that the name is used in.
        case local
        /// A register that holds a cell, for an inner function captures the variable.
        case cell
        /// A cell captured from an enclosing function: an index into the function's captures.
        case captured
        /// A variable of the module: an index into `resolution.globals`.
        case global
        /// A name the file does not define: an index into `resolution.universals`.
        case universal
    }

    private var bits: UInt32

    /// The binding of an expression that is no name.
    package static let none = Binding(.none, 0, mayBeUnbound: false)

    init(_ scope: Scope, _ index: Int, mayBeUnbound: Bool) {
        bits = UInt32(scope.rawValue) | (mayBeUnbound ? 8 : 0) | UInt32(index) << 4
    }

    package var scope: Scope { Scope(rawValue: UInt8(bits & 7)) ?? .none }
    package var index: Int { Int(bits >> 4) }
    /// Whether reading it here needs a check that it has been assigned.
    ///
    /// Of assignments, only one like `+=` can have it.
    package var mayBeUnbound: Bool { bits & 8 != 0 }
}

/// What the names of a file mean; made by `Resolver`, from which see.
package struct Resolution: Sendable {
    /// A register of a function.
    package struct Local: Hashable, BitwiseCopyable {
        package var name: NameID
        /// Whether the register holds a cell.
        package var isCaptured: Bool
    }

    /// A cell that a function takes from the function around it when it is made.
    package struct Capture: Hashable, BitwiseCopyable {
        package enum Source: Hashable, BitwiseCopyable {
            /// A `.cell` local of the function around it.
            case cell(Int)
            /// A capture of the function around it.
            case captured(Int)
        }

        package var name: NameID
        package var source: Source
    }

    /// The variables of one function.
    package struct FunctionScope: Sendable {
        /// Registers: the parameters in the order written, then the other variables.
        package var locals: [Local] = []
        package var captures: [Capture] = []
    }

    /// A variable of the module.
    package struct Global: Hashable, BitwiseCopyable {
        package var name: NameID
        /// The first place that binds it, a `.name`.
        package var definition: ExpressionID
        /// Whether only `load`s bind it, which makes it visible in this file alone.
        package var isLoaded: Bool
        /// Whether other files may load it: not loaded itself, and without a leading underscore.
        package var isExported: Bool
    }

    /// A name that the file uses and does not define.
    package struct Universal: Hashable, BitwiseCopyable {
        package var name: NameID
        /// Its first use, a `.name`.
        package var use: ExpressionID
        /// The innermost function around the first use.
        package var function: FunctionID
    }

    /// By expression number: the meaning of each `.name`.
    package var bindings: [Binding]
    /// By function number.
    package var functions: [FunctionScope]
    package var globals: [Global]
    package var universals: [Universal]
    /// By comprehension number: the locals it binds.
    ///
    /// A cell among them is made anew each time the comprehension starts; before that, all are
    /// unbound.
    package var comprehensions: [Range<Int32>]
    /// By function number: the function around it.
    package var parents: [FunctionID]

    package subscript(id: ExpressionID) -> Binding { bindings[id.index] }
    package subscript(id: FunctionID) -> FunctionScope { functions[id.index] }
}
