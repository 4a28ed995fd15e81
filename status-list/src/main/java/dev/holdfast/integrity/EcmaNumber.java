package dev.holdfast.integrity;

import java.math.BigDecimal;
import java.math.MathContext;

/// Numbers as ECMAScript's `Number::toString` writes them (ECMA-262, section 6.1.6.1.20; RFC 8785, section 3.2.2.3):
/// the fewest digits that still mean the same double.
final class EcmaNumber {
    private static final int LARGEST_PLAIN = 21;
    private static final int SMALLEST_PLAIN = -6;
    private static final MathContext ONE_DIGIT = new MathContext(1);

    private EcmaNumber() {}

    /// @param value finite
    static String write(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal shortest = shortest(Math.abs(value));
        String digits = shortest.unscaledValue().toString();
        // The value is 0.digits times ten to this power.
        int point = digits.length() - shortest.scale();
        return (value < 0 ? "-" : "") + place(digits, point);
    }

    private static String place(String digits, int point) {
        if (digits.length() <= point && point <= LARGEST_PLAIN) {
            return digits + "0".repeat(point - digits.length());
        }
        if (0 < point && point <= LARGEST_PLAIN) {
            return digits.substring(0, point) + "." + digits.substring(point);
        }
        if (SMALLEST_PLAIN < point && point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        }
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return mantissa + (point > 0 ? "e+" : "e-") + Math.abs(point - 1);
    }

    /// Since JDK 19 `Double.toString` has the fewest digits, except that it never has fewer than two.
    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        BigDecimal oneDigit = exact.round(ONE_DIGIT);
        return (oneDigit.doubleValue() == value ? oneDigit : new BigDecimal(Double.toString(value)))
                .stripTrailingZeros();
    }
}
