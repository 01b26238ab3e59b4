import Diagnostics
import Testing

/// Artifacts and labels as rules see them.
@Suite struct ValueTests {
    static let artifacts: [ExpressionCase] = [
        .init("[a.basename, a.extension, a.short_path]", "a.c", ".c", "src/a.c"),
        .init("str([a.is_source, out.is_source])", "[True, False]"),
        .init("str([a.owner, out.owner])", "[None, root//:t (<unspecified>)]"),
        .init("str(dir.project(\"x/y\").short_path)", "dir/x/y"),
        .init("dir.project(\"x/y\", hide_prefix = True).short_path", "x/y"),
        .init("str(a == ctx.attrs.srcs[0])", "True"),
        .init("str(a == b)", "False"),
        .init("str({a: 1, b: 2}[ctx.attrs.srcs[0]])", "1"),
        .init("repr(a)", "<source artifact src/a.c>"),
        .init("repr(out)", "<build artifact out bound to root//:t (<unspecified>)>"),
        .init(
            "repr(dep[DefaultInfo].default_outputs)",
            "[<build artifact bin/tool bound to root//:tool (<unspecified>)>]"),
        .init("str(type(a))", "Artifact"),
        .init("str(hasattr(a, \"nope\"))", "False"),
    ]

    static let labels: [ExpressionCase] = [
        .init("str(ctx.label)", "root//:t (<unspecified>)"),
        .init(
            "[ctx.label.name, ctx.label.package, ctx.label.cell, str(ctx.label.path)]", "t", "",
            "root", "root//"),
        .init("str(ctx.label.raw_target())", "root//:t"),
        .init("str(ctx.label.configured_target())", "root//:t (<unspecified>)"),
        .init("str(ctx.label.configured_target().config().name)", "<unspecified>"),
        .init("str(ctx.label.sub_target)", "None"),
        .init("str(dep.sub_target(\"doc\").label.sub_target)", "[\"doc\"]"),
        .init("str(dep.label.raw_target().with_sub_target(\"doc\"))", "root//:tool[doc]"),
        .init("str(dep.label == ctx.label)", "False"),
        .init("str({dep.label: 1}[ctx.attrs.dep.label])", "1"),
        .init("ctx.attrs.name", "t"),
    ]

    @Test(arguments: artifacts + labels)
    func value(_ test: ExpressionCase) async throws {
        #expect(try await test.lines() == test.expected)
    }

    static let mistakes: [(String, String)] = [
        ("a.as_output()", "Source `src/a.c` cannot be the output of an action"),
        (
            "dep[DefaultInfo].default_outputs[0].as_output()",
            "Artifact `bin/tool` cannot be the output of another action: an action of "
                + "`root//:tool (<unspecified>)` makes it"
        ),
        ("dir.project(\"../x\")", "Path `../x` has the component `..`"),
        (
            "dep.sub_target(\"docs\")",
            "`root//:tool` has no sub-target `docs`; did you mean `doc`?"
        ),
    ]

    @Test(arguments: mistakes)
    func mistake(_ expression: String, _ message: String) async throws {
        let failure = try await ExpressionCase.workspace(expression).failure(of: "//:t")
        #expect(failure?.message == message)
    }
}
