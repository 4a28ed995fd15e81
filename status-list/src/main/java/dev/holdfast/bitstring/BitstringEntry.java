package dev.holdfast.bitstring;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.bitstring.StatusListError.Kind;
import dev.holdfast.json.StrictJson;
import dev.holdfast.json.Urls;
import dev.holdfast.layout.Malformed;
import dev.holdfast.vc.VcDocument;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Where a credential says its status stands: `BitstringStatusListEntry` (section 2.1). `id` is ignored, as the
/// specification asks.
///
/// @param purpose `statusPurpose`, one
/// @param index `statusListIndex`, from 0 on, of any size; no list reaches further than an int
/// @param list `statusListCredential`: the URL of the list
/// @param size `statusSize`: bits per entry, 1…8
/// @param messages `statusMessage`: what each value means, for developers; empty, or one for each value
public record BitstringEntry(
        String purpose, BigInteger index, String list, int size, SortedMap<Integer, String> messages) {
    public static final String TYPE = "BitstringStatusListEntry";

    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,256}");
    private static final int MAX_ENTRIES = 16;

    /// @throws IllegalArgumentException for anything but this
    public BitstringEntry {
        if (purpose.isEmpty()
                || index.signum() < 0
                || !Urls.isAbsolute(list)
                || size < 1
                || size > StatusMessages.MAX_SIZE) {
            throw new IllegalArgumentException("not an entry of a status list");
        }
        messages = Collections.unmodifiableSortedMap(new TreeMap<>(messages));
    }

    /// All entries of a credential, in its order; none if it has no `credentialStatus`. Types of status other than
    /// this one are refused, for what they say would go unheard.
    public static List<BitstringEntry> of(VcDocument credential) throws StatusListError {
        JsonNode json = credential.json();
        if (!json.has("credentialStatus")) {
            return List.of();
        }
        try {
            List<BitstringEntry> entries = new ArrayList<>();
            JsonNode status = json.get("credentialStatus");
            for (JsonNode entry :
                    status.isArray() ? StrictJson.elements(json, "credentialStatus", MAX_ENTRIES) : List.of(status)) {
                entries.add(read(entry));
            }
            if (entries.isEmpty()) {
                throw new Malformed("credentialStatus is an empty array");
            }
            return List.copyOf(entries);
        } catch (Malformed e) {
            throw new StatusListError(Kind.MALFORMED_VALUE_ERROR, e.getMessage(), e);
        }
    }

    /// Reads one entry.
    static BitstringEntry read(JsonNode entry) throws Malformed {
        if (!entry.isObject()) {
            throw new Malformed("credentialStatus is neither an object nor an array of objects");
        }
        if (!StrictJson.text(entry, "type").equals(TYPE)) {
            throw new Malformed("type of credentialStatus is not " + TYPE);
        }
        String list = Urls.absolute(entry, "statusListCredential");
        if (entry.has("id") && Urls.absolute(entry, "id").equals(list)) {
            throw new Malformed("id of the entry is the URL of the list");
        }
        String index = StrictJson.text(entry, "statusListIndex");
        if (!DECIMAL.matcher(index).matches()) {
            throw new Malformed("statusListIndex is not a string of decimal digits");
        }
        String purpose = StrictJson.text(entry, "statusPurpose");
        if (purpose.isEmpty()) {
            throw new Malformed("statusPurpose is empty");
        }
        requireReference(entry);
        int size = StatusMessages.readSize(entry);
        return new BitstringEntry(purpose, new BigInteger(index), list, size, readMessages(entry, size));
    }

    private static SortedMap<Integer, String> readMessages(JsonNode entry, int size) throws Malformed {
        if (entry.has("statusMessage")) {
            return StatusMessages.read(entry, "statusMessage").texts();
        }
        if (size > 1) {
            throw new Malformed("statusMessage is missing where statusSize is " + size);
        }
        return new TreeMap<>();
    }

    private static void requireReference(JsonNode entry) throws Malformed {
        if (entry.has("statusReference")) {
            for (String reference : VcDocument.texts(entry, "statusReference", MAX_ENTRIES)) {
                if (!Urls.isAbsolute(reference)) {
                    throw new Malformed("statusReference is not an absolute URL");
                }
            }
        }
    }
}
