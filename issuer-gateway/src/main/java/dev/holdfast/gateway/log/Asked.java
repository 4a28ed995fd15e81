package dev.holdfast.gateway.log;

import dev.holdfast.event.Command;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.Command.LeaseBlock;
import dev.holdfast.event.Command.OpenList;
import dev.holdfast.event.Command.RetireList;
import dev.holdfast.event.Publication;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.LayoutWriter;
import java.nio.ByteBuffer;

/// What a command asks for, whoever asks and under which id: tells a retry from another request under the same
/// idempotency key. Kept in memory only.
///
/// @param fingerprint the first eight bytes of a hash
public record Asked(long fingerprint) {
    public static Asked by(Command command) {
        LayoutWriter out = new LayoutWriter();
        switch (command) {
            case OpenList open -> {
                out.string("open").u32(open.bits()).u32(open.capacity()).hash(open.allocation());
                for (Publication publication : open.publications()) {
                    out.u8(publication.form().code()).string(publication.uri());
                }
            }
            case LeaseBlock lease -> out.string("lease").u32(lease.first()).u32(lease.count());
            case ChangeStatuses change -> {
                out.string("change");
                for (EntryChange entry : change.changes()) {
                    out.u32(entry.idx())
                            .u8(entry.status().code())
                            .u8(entry.ifVersion().isPresent() ? 1 : 0)
                            .i64(entry.ifVersion().orElse(0));
                }
            }
            case RetireList _ -> out.string("retire");
        }
        return new Asked(ByteBuffer.wrap(Hash.of(out.toArray()).toArray()).getLong());
    }
}
