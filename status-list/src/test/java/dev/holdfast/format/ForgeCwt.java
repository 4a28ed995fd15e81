package dev.holdfast.format;

import dev.holdfast.cbor.StrictCbor;
import dev.holdfast.sign.Signer;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// Makes CWTs of any bytes: maps with whatever keys and values, signed all the same.
final class ForgeCwt {
    static final String SUB = "02";
    static final String EXP = "04";
    static final String IAT = "06";
    static final String TTL = "19fffe";
    static final String LIST = "19fffd";
    static final String BITS = text("bits");
    static final String LST = text("lst");

    /// `alg` EdDSA and `typ`.
    static final Map<String, String> HEADER = ordered("01", "27", "10", text("application/statuslist+cwt"));

    /// The first example of the draft: 16 entries of one bit.
    static final Map<String, String> STATUS_LIST =
            ordered(BITS, "01", LST, bytes(HexFormat.of().parseHex("78dadbb918000217015d")));

    static final Map<String, String> CLAIMS =
            ordered(SUB, text(Forge.SUB), IAT, "1a648c5bea", EXP, "1a8898dfea", TTL, "19a8c0", LIST, map(STATUS_LIST));

    private ForgeCwt() {}

    static byte[] cwt(Map<String, String> header, Map<String, String> claims) {
        return cwt(map(header), "a0", map(claims), Forge.SIGNER);
    }

    static byte[] cwt(Map<String, String> claims) {
        return cwt(HEADER, claims);
    }

    /// A COSE_Sign1 of parts in hexadecimal; header and payload are wrapped into byte strings.
    static byte[] cwt(String header, String unprotected, String payload, Signer signer) {
        byte[] signature = signer.sign(signed(header, payload));
        return parse("d284" + bytes(parse(header)) + unprotected + bytes(parse(payload)) + bytes(signature));
    }

    private static byte[] signed(String header, String payload) {
        return parse("84" + text("Signature1") + bytes(parse(header)) + "40" + bytes(parse(payload)));
    }

    /// A list whose stream is the given one.
    static Map<String, String> list(int bits, byte[] zlib) {
        return with(CLAIMS, LIST, map(ordered(BITS, number(bits), LST, bytes(zlib))));
    }

    static Map<String, String> with(Map<String, String> map, String key, String value) {
        Map<String, String> changed = new LinkedHashMap<>(map);
        changed.put(key, value);
        return changed;
    }

    static Map<String, String> without(Map<String, String> map, String key) {
        Map<String, String> changed = new LinkedHashMap<>(map);
        if (changed.remove(key) == null) {
            throw new IllegalArgumentException(key);
        }
        return changed;
    }

    /// The same, except that one key has another name.
    static Map<String, String> renamed(Map<String, String> map, String key, String other) {
        return with(without(map, key), other, map.get(key));
    }

    static Map<String, String> ordered(String... keysAndValues) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    static String map(Map<String, String> entries) {
        StringBuilder hex = new StringBuilder("%02x".formatted(0xa0 + entries.size()));
        entries.forEach((key, value) -> hex.append(key).append(value));
        return hex.toString();
    }

    static String text(String text) {
        return written(out -> out.writeString(text));
    }

    static String bytes(byte[] bytes) {
        return written(out -> out.writeBinary(bytes));
    }

    static String number(long number) {
        return written(out -> out.writeNumber(number));
    }

    private static String written(StrictCbor.Writing writing) {
        return HexFormat.of().formatHex(StrictCbor.write(writing));
    }

    static byte[] parse(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    static byte[] joined(byte[] first, byte... second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }
}
