package dev.holdfast.format;

import dev.holdfast.event.Purpose;
import java.util.List;

/// What a list is published as: a format, and what of the list it shows.
///
/// @param purpose one of the format's purposes
public record Form(ListFormat format, Purpose purpose) {
    private static final int FORMAT_BITS = 6;

    /// @throws IllegalArgumentException for a purpose that the format does not serve
    public Form {
        if (!format.purposes().contains(purpose)) {
            throw new IllegalArgumentException(format.wireName() + " has no purpose " + purpose.wireName());
        }
    }

    /// Every form of every format.
    public static List<Form> all() {
        return ListFormat.all().stream()
                .flatMap(format -> format.purposes().stream().sorted().map(purpose -> new Form(format, purpose)))
                .toList();
    }

    /// A format that shows every status as it is.
    public static Form of(ListFormat format) {
        return new Form(format, Purpose.STATUS);
    }

    /// The number in hashed layouts: the purpose's in the two highest of eight bits, the format's below.
    public int code() {
        return purpose.code() << FORMAT_BITS | format.code();
    }

    /// The name in JSON and in keys of records: that of the format, and `/` and that of the purpose where the format
    /// shows less than every status.
    public String wireName() {
        return purpose == Purpose.STATUS ? format.wireName() : format.wireName() + "/" + purpose.wireName();
    }

    /// @throws IllegalArgumentException for a name this version does not know
    public static Form named(String wireName) {
        int slash = wireName.indexOf('/');
        Form form = slash < 0
                ? of(ListFormat.named(wireName))
                : new Form(
                        ListFormat.named(wireName.substring(0, slash)), Purpose.named(wireName.substring(slash + 1)));
        if (!form.wireName().equals(wireName)) {
            throw new IllegalArgumentException("unknown publication format");
        }
        return form;
    }

    /// @throws IllegalArgumentException for a number this version does not know
    public static Form coded(int code) {
        return new Form(ListFormat.coded(code & (1 << FORMAT_BITS) - 1), Purpose.coded(code >>> FORMAT_BITS));
    }

    @Override
    public String toString() {
        return wireName();
    }
}
