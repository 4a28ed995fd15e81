package dev.holdfast.bitstring;

import dev.holdfast.format.BoundedGunzip;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.BitOrder;
import dev.holdfast.list.PackedStatuses;

/// `encodedList`: multibase `u`, which is base64url without padding, around GZIP around the bits (section 2.2). No
/// list of more than 2^20 entries is taken, 128 KiB inflated.
final class EncodedList {
    private static final char BASE64URL = 'u';
    private static final int MAX_BYTES = (1 << 20) / 8;
    /// What bits that cannot be compressed take, with room for the headers of any compressor.
    private static final int MAX_CHARACTERS = (MAX_BYTES + 4096) / 3 * 4;

    private EncodedList() {}

    static String encode(PackedStatuses bits, int deflateLevel) {
        byte[] packed = bits.toBytes(BitOrder.MOST_SIGNIFICANT_FIRST);
        return BASE64URL + StrictJson.base64Url(BoundedGunzip.deflate(packed, deflateLevel));
    }

    static void requireLength(String text) throws Malformed {
        if (text.length() > MAX_CHARACTERS) {
            throw new Malformed("encodedList is longer than " + MAX_CHARACTERS + " characters");
        }
    }

    static PackedStatuses decode(String text) throws Malformed {
        if (text.isEmpty() || text.charAt(0) != BASE64URL) {
            throw new Malformed("encodedList is not base64url with the prefix u");
        }
        requireLength(text);
        byte[] packed = BoundedGunzip.inflate(StrictJson.base64Url(text.substring(1), "encodedList"), MAX_BYTES);
        if (packed.length == 0) {
            throw new Malformed("encodedList is empty");
        }
        BitOrder.turnRound(packed, 1);
        return PackedStatuses.ofBytes(1, packed.length * 8, packed);
    }
}
