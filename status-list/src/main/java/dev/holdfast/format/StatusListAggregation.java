package dev.holdfast.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Purpose;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The document in which an issuer names all of its lists, so that a verifier can fetch them before it needs
/// them (Token Status List, section 9). It is not signed: nothing but the place to fetch from may follow from
/// it.
///
/// @param lists absolute URIs of Status List Tokens, in the issuer's order
public record StatusListAggregation(List<String> lists) {
    /// The longest document that is looked at, in bytes: as many lists as there may be, each under the longest
    /// of our URIs.
    public static final int MAX_BYTES = 3 << 20;

    /// The most lists in one document.
    public static final int MAX_LISTS = 10_000;

    /// @throws IllegalArgumentException if there are too many lists, or one is not an absolute URI
    public StatusListAggregation {
        lists = List.copyOf(lists);
        if (lists.size() > MAX_LISTS) {
            throw new IllegalArgumentException("more than " + MAX_LISTS + " lists");
        }
        lists.forEach(uri -> StatusListToken.requireUri(uri, TokenStatusList.STATUS_LISTS));
    }

    /// Where the lists of an issuer are named together: the URI of any of them, with the issuer's id in the
    /// place of the list's. Whoever knows the one knows the other, and no list has such a URI, because an
    /// issuer's id holds no dot.
    ///
    /// @param uri of a publication of that list
    /// @return empty if the form is no Status List Token, or the URI does not end with the list's id
    public static Optional<String> uriFor(ListId list, Form form, String uri) {
        if (form.purpose() != Purpose.STATUS || !uri.endsWith("/" + list)) {
            return Optional.empty();
        }
        return Optional.of(uri.substring(0, uri.length() - list.value().length()) + list.issuer());
    }

    /// A document as it was read.
    ///
    /// @param aggregation the lists that can be fetched
    /// @param unusable how many entries are no absolute URI: they do not keep the others from being fetched
    public record Read(StatusListAggregation aggregation, int unusable) {}

    public static Read parse(byte[] utf8) throws Malformed {
        if (utf8.length > MAX_BYTES) {
            throw new Malformed("the aggregation is longer than " + MAX_BYTES + " bytes");
        }
        ObjectNode json = StrictJson.parseObject(utf8, "the aggregation");
        List<String> usable = new ArrayList<>();
        int unusable = 0;
        for (JsonNode entry : StrictJson.elements(json, TokenStatusList.STATUS_LISTS, MAX_LISTS)) {
            if (entry.isTextual() && StatusListToken.isUri(entry.textValue())) {
                usable.add(entry.textValue());
            } else {
                unusable++;
            }
        }
        return new Read(new StatusListAggregation(usable), unusable);
    }

    /// The document, served as [TokenStatusList#AGGREGATION_MEDIA_TYPE].
    public byte[] toBytes() {
        ObjectNode json = StrictJson.object();
        ArrayNode array = json.putArray(TokenStatusList.STATUS_LISTS);
        lists.forEach(array::add);
        return StrictJson.write(json);
    }
}
