/// A JSON value that was read.
indirect enum JSONValue: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number without a fraction.
    case integer(Int64)
    /// Another number.
    case number(Double)
    /// Text.
    case string(String)
    /// Values in order.
    case array([JSONValue])
    /// Members in order.
    case object([(name: String, value: JSONValue)])

    /// The member of an object, unless it is missing or `null`.
    subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self,
            let member = members.first(where: { $0.name == name })
        else { return nil }
        if case .null = member.value { return nil }
        return member.value
    }

    /// What lies below, one member inside the other, unless it is missing or `null`.
    func at(_ names: String...) -> JSONValue? {
        names.reduce(Optional(self)) { $0?[$1] }
    }

    /// The only member of an object with one, which is how the log writes choices.
    var choice: (name: String, value: JSONValue)? {
        guard case .object(let members) = self, members.count == 1 else { return nil }
        return members.first
    }

    /// The text, if it is one.
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The number, if it is one without a fraction.
    var integer: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }

    /// The flag, if it is one.
    var flag: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    /// The elements, if it is an array.
    var elements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members, if it is an object.
    var members: [(name: String, value: JSONValue)]? {
        if case .object(let members) = self { members } else { nil }
    }
}
