package dev.holdfast.schema;

import dev.holdfast.event.ListId;
import dev.holdfast.format.Form;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/// The topics of one deployment and the keys of their records. The only place that has a topic's name.
///
/// @param prefix matches `[a-z0-9._-]{0,64}`
public record Topics(String prefix) {
    public static final String DEFAULT_PREFIX = "holdfast.";

    /// Partitions of every topic but `trust`, fixed when they are created.
    public static final int PARTITIONS = 16;

    private static final Pattern SHAPE = Pattern.compile("[a-z0-9._-]{0,64}");

    /// @throws IllegalArgumentException for any other shape
    public Topics {
        if (!SHAPE.matcher(prefix).matches()) {
            throw new IllegalArgumentException("not a valid topic prefix");
        }
    }

    /// Under [#DEFAULT_PREFIX].
    public static Topics byDefault() {
        return new Topics(DEFAULT_PREFIX);
    }

    /// The truth: commands and trust adoptions, kept for ever.
    public String statusEvents() {
        return prefix + "status-events";
    }

    /// From stream to notary.
    public String drafts() {
        return prefix + "drafts";
    }

    /// Signed deltas and heartbeats.
    public String checkpoints() {
        return prefix + "checkpoints";
    }

    /// All lists at a checkpoint, in pieces.
    public String snapshots() {
        return prefix + "snapshots";
    }

    /// Standard tokens.
    public String signedLists() {
        return prefix + "signed-lists";
    }

    /// Records that took no effect.
    public String refusals() {
        return prefix + "refusals";
    }

    /// Trust documents; one partition.
    public String trust() {
        return prefix + "trust";
    }

    /// The fold's application, which is its consumer group and begins the name of its changelog.
    public String application() {
        return prefix + "status-stream";
    }

    /// What Kafka Streams keeps of the rows of a store of that application.
    public String changelog(String store) {
        return application() + "-" + store + "-changelog";
    }

    /// All of them, in the order of [Codecs#all]: the topic at a place holds what the codec at that place writes.
    public List<String> all() {
        return List.of(statusEvents(), drafts(), checkpoints(), snapshots(), signedLists(), refusals(), trust());
    }

    /// Key of what belongs to a partition: its number in decimal ASCII. Such records name their partition
    /// explicitly.
    public static byte[] partitionKey(int partition) {
        return Integer.toString(partition).getBytes(StandardCharsets.US_ASCII);
    }

    /// Key of what belongs to a list: its id.
    public static byte[] listKey(ListId list) {
        return list.value().getBytes(StandardCharsets.US_ASCII);
    }

    /// Key of a publication: list / format, and / purpose where the format shows less than every status.
    public static byte[] signedListKey(ListId list, Form form) {
        return (list.value() + "/" + form.wireName()).getBytes(StandardCharsets.US_ASCII);
    }

    /// Key of every record in `trust`.
    public static byte[] trustKey() {
        return "trust".getBytes(StandardCharsets.US_ASCII);
    }
}
