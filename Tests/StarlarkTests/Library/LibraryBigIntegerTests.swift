import Testing

@testable import Starlark

@Suite struct LibraryBigIntegerTests {
    private func parse(_ text: String) throws -> BigInteger {
        let digits = text.drop { $0 == "-" }
        return try #require(
            BigInteger(digits: Array(digits.utf8), radix: 10, isNegative: text.hasPrefix("-")))
    }

    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("18446744073709551616", "18446744073709551616"),
        ("-340282366920938463463374607431768211456", "-340282366920938463463374607431768211456"),
        ("1000000000000000000000000000000", "1000000000000000000000000000000"),
        ("000000000000000000000000000000007", "7"),
    ])
    func decimalText(text: String, expected: String) throws {
        #expect(try parse(text).description == expected)
    }

    @Test func knownValues() throws {
        let factorial = (1...30).reduce(BigInteger(1)) { $0 * BigInteger($1) }
        #expect(factorial.description == "265252859812191058636308480000000")
        #expect((BigInteger(1) << 100).text(radix: 16) == "1" + String(repeating: "0", count: 25))
        #expect((-(BigInteger(1) << 64)).text(radix: 16) == "-10000000000000000")
        #expect(
            try parse("255255255255255255255").text(radix: 16, uppercase: true)
                == "DD660D6411D2688D7")
        #expect((BigInteger(-7) >> 1).asInt == -4)
        #expect((BigInteger(-1) >> 100).asInt == -1)
    }

    @Test(arguments: [Int.min, Int.min + 1, -1, 0, 1, 42, Int.max - 1, Int.max])
    func machineIntegersSurvive(value: Int) {
        #expect(BigInteger(value).asInt == value)
        #expect(BigInteger(value).description == String(value))
        #expect((BigInteger(value) + BigInteger(1) - BigInteger(1)).asInt == value)
    }

    @Test func outsideMachineIntegersIsNil() {
        #expect((BigInteger(Int.max) + BigInteger(1)).asInt == nil)
        #expect((BigInteger(Int.min) - BigInteger(1)).asInt == nil)
        #expect((BigInteger(1) << 200).asInt == nil)
    }

    @Test(arguments: 1...8) func identitiesHoldForRandomNumbers(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<400 {
            let a = random.bigInteger(limbs: 9)
            let b = random.bigInteger(limbs: 6)
            let c = random.bigInteger(limbs: 4)
            let label: Comment = "seed \(seed): a = \(a), b = \(b), c = \(c)"
            #expect(a + b - b == a, label)
            #expect(a * (b + c) == a * b + a * c, label)
            #expect(a * b == b * a, label)
            #expect((a < b) == ((a - b).signum < 0), label)
            if !b.isZero {
                let (quotient, remainder) = a.flooredDivision(by: b)
                #expect(quotient * b + remainder == a, label)
                #expect(remainder.isZero || remainder.isNegative == b.isNegative, label)
                let size = BigInteger(isNegative: false, magnitude: b.magnitude)
                #expect(BigInteger(isNegative: false, magnitude: remainder.magnitude) < size, label)
            }
            let bits = Int.random(in: 0...200, using: &random)
            let power = BigInteger(1) << bits
            #expect(a << bits == a * power, label)
            #expect(a >> bits == a.flooredDivision(by: power).quotient, label)
            #expect((a & b) + (a | b) == a + b, label)
            #expect(a ^ b == (a | b) - (a & b), label)
            #expect(~(~a) == a, label)
            #expect(~(a & b) == ~a | ~b, label)
            for radix in [2, 8, 10, 16] {
                let text = a.text(radix: radix).drop { $0 == "-" }
                let read = BigInteger(
                    digits: Array(text.utf8), radix: radix, isNegative: a.isNegative)
                #expect(read == a, label)
            }
        }
    }

    @Test(arguments: 1...4) func smallNumbersAgreeWithTheMachine(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let a = Int(Int32.random(in: .min ... .max, using: &random))
            let b = Int(Int32.random(in: .min ... .max, using: &random))
            #expect((BigInteger(a) & BigInteger(b)).asInt == a & b)
            #expect((BigInteger(a) | BigInteger(b)).asInt == a | b)
            #expect((BigInteger(a) ^ BigInteger(b)).asInt == a ^ b)
            #expect((BigInteger(a) * BigInteger(b)).asInt == a * b)
            #expect((BigInteger(a) >> 7).asInt == a >> 7)
            #expect((BigInteger(a) < BigInteger(b)) == (a < b))
        }
    }

    @Test func doublesRoundToNearestEven() throws {
        let odd = (BigInteger(1) << 53) + BigInteger(1)
        #expect(odd.asDouble == 9_007_199_254_740_992)
        // Just past a tie, by the lowest bit of a long number: up.
        let pastTie = (odd << 100) + BigInteger(1)
        #expect(pastTie.asDouble == 9_007_199_254_740_994 * 0x1p100)
        #expect((odd << 100).asDouble == 9_007_199_254_740_992 * 0x1p100)
        #expect((BigInteger(1) << 1024).asDouble == .infinity)
        #expect((-(BigInteger(1) << 1024)).asDouble == -.infinity)
        #expect(((BigInteger(1) << 1024) - BigInteger(1)).asDouble == .infinity)
        #expect(try parse("-100000000000000000000").asDouble == -1e20)
        #expect(BigInteger(truncating: -1e20).description == "-100000000000000000000")
        #expect(BigInteger(truncating: 2.9).asInt == 2)
        #expect(BigInteger(truncating: 0x1p70).text(radix: 16) == "400000000000000000")
    }

    @Test func comparesExactlyWithDoubles() {
        let large = BigInteger(1) << 70
        #expect(large.compare(to: 0x1p70) == 0)
        #expect((large + BigInteger(1)).compare(to: 0x1p70) > 0)
        #expect((large - BigInteger(1)).compare(to: 0x1p70) < 0)
        #expect(large.compare(to: .infinity) < 0)
        #expect(BigInteger(1).compare(to: 1.5) < 0)
        #expect(BigInteger(-1).compare(to: -1.5) > 0)
    }
}
