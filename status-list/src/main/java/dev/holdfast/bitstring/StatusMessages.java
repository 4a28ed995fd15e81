package dev.holdfast.bitstring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.BitOrder;
import dev.holdfast.list.PackedStatuses;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What each value of a status means, for developers and not for holders: `statusSize` with `statusMessage` in an
/// entry (section 2.1), with `statusMessages` in a list whose purpose is `message` (section 2.2).
///
/// @param size bits per entry, 1…8
/// @param texts one for each of the 2^size values
public record StatusMessages(int size, SortedMap<Integer, String> texts) {
    /// The purpose of a list that says what a status means and not whether a credential stands.
    public static final String PURPOSE = "message";

    static final int MAX_SIZE = 8;

    static final String SIZE = "statusSize";
    private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9A-Fa-f]{1,7}");

    /// @throws IllegalArgumentException for anything but this
    public StatusMessages {
        texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
        if (size < 1 || size > MAX_SIZE || !isOneForEach(size, texts)) {
            throw new IllegalArgumentException("not one message for each of 2^statusSize values");
        }
    }

    /// The statuses of a list as `encodedList` holds them: entry after entry, the highest bit of each first.
    ///
    /// @return one bit per entry, so to speak: `size` of them belong to each entry of `statuses`
    /// @throws IllegalArgumentException if its entries have another size, or the bits are more than 2^20
    public PackedStatuses bitsOf(PackedStatuses statuses) {
        if (statuses.bits() != size) {
            throw new IllegalArgumentException("the list has " + statuses.bits() + " bits per entry, not " + size);
        }
        byte[] packed = statuses.toBytes(BitOrder.MOST_SIGNIFICANT_FIRST);
        BitOrder.turnRound(packed, 1);
        return PackedStatuses.ofBytes(1, packed.length * 8, packed);
    }

    /// `statusSize`; one bit if it is missing.
    static int readSize(JsonNode json) throws Malformed {
        return json.has(SIZE) ? StrictJson.integer(json, SIZE, 1, MAX_SIZE) : 1;
    }

    /// As [#read], of a list: it has to state its `statusSize` beside them.
    static StatusMessages readBoth(JsonNode json, String member) throws Malformed {
        if (!json.has(SIZE)) {
            throw new Malformed(member + " without " + SIZE);
        }
        return read(json, member);
    }

    /// @param member with the messages, in an array
    static StatusMessages read(JsonNode json, String member) throws Malformed {
        int size = readSize(json);
        SortedMap<Integer, String> texts = new TreeMap<>();
        for (JsonNode message : StrictJson.elements(json, member, 1 << MAX_SIZE)) {
            String status = StrictJson.text(message, "status");
            if (!HEXADECIMAL.matcher(status).matches()) {
                throw new Malformed("status of a " + member + " is not 0x and hexadecimal digits");
            }
            texts.put(Integer.valueOf(status.substring(2), 16), StrictJson.text(message, "message"));
        }
        if (json.get(member).size() != 1 << size || !isOneForEach(size, texts)) {
            throw new Malformed(member + " has not one message for each of 2^statusSize values");
        }
        return new StatusMessages(size, texts);
    }

    void write(ObjectNode json, String member) {
        json.put(SIZE, size);
        ArrayNode messages = json.putArray(member);
        for (Map.Entry<Integer, String> text : texts.entrySet()) {
            messages.addObject()
                    .put("status", String.format(Locale.ROOT, "0x%x", text.getKey()))
                    .put("message", text.getValue());
        }
    }

    private static boolean isOneForEach(int size, SortedMap<Integer, String> texts) {
        return texts.size() == 1 << size && texts.firstKey() == 0 && texts.lastKey() == (1 << size) - 1;
    }
}
