public import Diagnostics

/// Something that `bld starlark lint` looks for.
///
/// Where Buck2's linter has the same rule, the code is Buck2's.
public enum LintRule: String, CaseIterable, Sendable {
    /// A function returns a value on some paths and ends without one on others.
    case missingReturn = "missing-return"
    /// A bare `return` in a function that returns values elsewhere.
    case missingReturnExpression = "missing-return-expression"
    /// A statement that nothing can reach.
    case unreachable = "unreachable"
    /// A bare `return` at the end of a function.
    case redundantReturn = "redundant-return"
    /// A `continue` at the end of a loop.
    case redundantContinue = "redundant-continue"
    /// A `load` after other statements.
    case misplacedLoad = "misplaced-load"
    /// A name that is loaded twice.
    case duplicateLoad = "duplicate-load"
    /// An expression as a statement that does nothing.
    case noEffect = "no-effect"
    /// A name as a statement.
    case identifierAsStatement = "ident-as-statement"
    /// A key that a dict literal has twice.
    case duplicateKey = "duplicate-key"
    /// A global variable that is assigned twice.
    case duplicateTopLevelAssign = "duplicate-top-level-assign"
    /// `type(x) == list`, which is never true.
    case incompatibleTypeCheck = "incompatible-type-check"
    /// `dict(**x)`.
    case dictWithoutStarStar = "dict-without-star-star"
    /// `any([... for ...])`.
    case eagerBoolCheck = "eager-and-inefficient-bool-check"
    /// `any(list(...))`.
    case inefficientBoolCheck = "inefficient-bool-check"
    /// `x = x`.
    case selfAssign = "self-assign"
    /// `x == x`.
    case selfComparison = "self-comparison"
    /// `x == True`.
    case boolComparison = "bool-comparison"
    /// `lambda x: f(x)`.
    case etaReduction = "eta-reduction"
    /// A name that is loaded and not used.
    case unusedLoad = "unused-load"
    /// A variable whose value is not used.
    case unusedAssign = "unused-assign"
    /// A parameter that is not used.
    case unusedArgument = "unused-argument"
    /// A loop variable that is not used.
    case unusedLoopVariable = "unused-loop-variable"
    /// A variable that is read where it cannot have a value.
    case usingUnassigned = "using-unassigned"
    /// A variable that is read where it may have no value.
    case usingMaybeUndefined = "using-maybe-undefined"
    /// A name that nothing defines.
    case usingUndefined = "using-undefined"
    /// A local variable that hides another name.
    case shadowedName = "shadowed-name"
    /// A nested function, or a variable with a value worth using, whose name starts with `_`.
    case underscoreDefinition = "underscore-definition"
    /// A local variable whose name starts with `_` is used.
    case usingIgnored = "using-ignored"
    /// A suppression names a rule that there is not.
    case unknownLint = "unknown-lint"
    /// A suppression that suppresses nothing.
    case unusedSuppression = "unused-suppression"

    /// The stable name, as `--enable`, `--disable` and suppressions write it.
    public var code: String { rawValue }

    /// Whether the rule is looked for only when it is asked for: a matter of taste.
    public var isOptional: Bool {
        switch self {
        case .redundantReturn, .redundantContinue, .etaReduction, .unusedArgument,
            .unusedLoopVariable, .shadowedName, .underscoreDefinition, .usingIgnored,
            .unusedSuppression, .selfComparison, .boolComparison:
            true
        default: false
        }
    }

    /// What certainly fails is an error, the rest are warnings.
    public var severity: Diagnostic.Severity {
        switch self {
        case .usingUndefined, .usingUnassigned: .error
        default: .warning
        }
    }

    /// What is looked for unless something else is asked for.
    public static let standard: Set<LintRule> = Set(allCases.filter { !$0.isOptional })
}
