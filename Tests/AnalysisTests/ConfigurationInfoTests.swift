import Diagnostics
import Testing

@testable import Analysis

/// What can be called on an instance of `ConfigurationInfo`.
@Suite struct ConfigurationInfoTests {
    static let definitions = """
        def _setting(ctx, default):
            label = ctx.label.raw_target()
            return ConstraintSettingInfo(
                label = label, default = label.with_sub_target("low") if default else None)

        def _value(setting, name):
            return ConstraintValueInfo(
                setting = setting, label = setting.label.with_sub_target(name))

        def _label(value):
            return str(value.label) if value else str(value)

        def _case(ctx, body, default = True):
            setting = _setting(ctx, default)
            info = ConfigurationInfo(constraints = {}, values = {})
            return body(setting, info, _value(setting, "high"))

        def _inserted(setting, info, value):
            return [_label(x) for x in [
                info.insert(value), info.get(setting), info.insert(_value(setting, "mid")),
                info.pop(setting), info.get(setting),
            ]] + [str(len(info.constraints))]

        def _copied(setting, info, value):
            copy = info.copy()
            copy.insert(value)
            return [str(len(info.constraints)), str(len(copy.constraints)), str(type(copy))]
        """

    static let cases: [ExpressionCase] = [
        .init(
            "_case(ctx, lambda setting, info, value: _label(info.get(setting)))", "root//:t[low]"),
        .init(
            "_case(ctx, lambda setting, info, value: str(info.get(setting)), default = False)",
            "None"),
        .init(
            "_case(ctx, lambda setting, info, value: _value(setting, \"low\") == info.get(setting)"
                + " and \"default\" or \"another\")", "default"),
        .init(
            "_case(ctx, _inserted)", "root//:t[low]", "root//:t[high]", "root//:t[high]",
            "root//:t[mid]", "root//:t[low]", "0"),
        .init("_case(ctx, _copied)", "0", "1", "ConfigurationInfo"),
    ]

    @Test(arguments: cases)
    func value(_ test: ExpressionCase) async throws {
        #expect(try await test.lines(definitions: Self.definitions) == test.expected)
    }

    @Test func keysAreSettings() async throws {
        let failure = try await ExpressionCase.workspace(
            "ConfigurationInfo(constraints = {}, values = {}).get(\"os\")"
        ).failure(of: "//:t")
        #expect(
            failure?.message
                == "Expected a `ConstraintSettingInfo`, but got `\"os\"` of type `string`")
    }
}
