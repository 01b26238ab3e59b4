package import Starlark

/// `bxl.dynamic_actions`, which differs from that of rules in what the function is called with.
package let scriptDynamicActionsFunction = DynamicActionsCallable.function
