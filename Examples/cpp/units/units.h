// Units of measurement and the factors between them.
#pragma once

#include <optional>
#include <string_view>

namespace units {

enum class Dimension { length, mass, time };

struct Unit {
    std::string_view symbol;
    Dimension dimension;
    // How many of the dimension's base unit make one of this.
    double factor;
};

// The unit with a symbol such as `km`, if there is one.
std::optional<Unit> find(std::string_view symbol);

}  // namespace units
