#include "quantity/quantity.h"

#include <sstream>
#include <stdexcept>

namespace quantity {

Quantity Quantity::in(const units::Unit &other) const {
    if (unit.dimension != other.dimension) {
        throw std::invalid_argument(
            "cannot turn " + std::string(unit.symbol) + " into " + std::string(other.symbol));
    }
    return {value * unit.factor / other.factor, other};
}

std::string Quantity::text() const {
    std::ostringstream text;
    text << value << ' ' << unit.symbol;
    return text.str();
}

Quantity parse(const std::string &value, const std::string &symbol) {
    const auto unit = units::find(symbol);
    if (!unit) throw std::invalid_argument("there is no unit `" + symbol + "`");
    std::size_t end = 0;
    const double number = std::stod(value, &end);
    if (end != value.size()) throw std::invalid_argument("`" + value + "` is not a number");
    return {number, *unit};
}

}  // namespace quantity
