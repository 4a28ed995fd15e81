package dev.holdfast.checkpoint;

import dev.holdfast.Fuzzing;
import dev.holdfast.event.Command;
import dev.holdfast.event.Command.OpenList;
import dev.holdfast.event.CommandCodec;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Publication;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.fold.World;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.Descriptor;
import dev.holdfast.replica.Publishing;
import dev.holdfast.sign.JwsHeader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every binary layout of the log and of what is published, and every command, by [Fuzzing].
@Tag("long")
class LayoutFuzzTest {
    private static final ListId LIST = new ListId("acme.one");
    private static final World WORLD = new World();
    private static final Publishing PUBLISHING = new Publishing(WORLD, World.partitionOf(LIST));
    private static final Checkpoint CHECKPOINT = checkpoint();
    private static final Command OPEN = new OpenList(
            WORLD.envelope(LIST), 2, 64, List.of(Publication.byDefault("https://a/lists/" + LIST)), Hash.of(new byte[] {
                1
            }));

    private static Checkpoint checkpoint() {
        PUBLISHING.fold(WORLD.open(LIST, 2, 4096));
        for (int idx = 0; idx < 200; idx++) {
            PUBLISHING.fold(WORLD.change(LIST, idx * 7, idx % 3 == 0 ? Status.SUSPENDED : Status.INVALID));
        }
        return PUBLISHING.checkpoint();
    }

    private static byte[] payload(SignedCommand command) {
        try {
            return JwsHeader.split(command.signedBytes(), CommandCodec.MAX_SIGNED_BYTES)
                    .payload()
                    .toArray();
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }

    enum Parser {
        CHECKPOINT_ENVELOPE(CHECKPOINT.toBytes()) {
            @Override
            void parse(byte[] bytes) throws Malformed {
                Checkpoint.parse(bytes);
            }
        },
        SIGNED_HEADER(CHECKPOINT.signed().toBytes()) {
            @Override
            void parse(byte[] bytes) throws Malformed {
                SignedHeader.parse(bytes);
            }
        },
        HEADER(CHECKPOINT.signed().headerBytes().toArray()) {
            @Override
            void parse(byte[] bytes) throws Malformed {
                Header.parse(bytes);
            }
        },
        DELTA(CHECKPOINT.body().toArray()) {
            @Override
            void parse(byte[] bytes) throws Malformed {
                Delta.parse(bytes);
            }
        },
        SNAPSHOT(PUBLISHING.snapshot().toBytes()) {
            @Override
            void parse(byte[] bytes) throws Malformed {
                Snapshot.parse(bytes);
            }
        },
        DESCRIPTOR(PUBLISHING.state().images().getFirst().descriptor().toBytes()) {
            @Override
            void parse(byte[] bytes) throws Malformed {
                Descriptor.parse(bytes);
            }
        },
        ALL_STATUSES(Changes.encodeAll(PUBLISHING.state().images().getFirst().statuses())) {
            @Override
            void parse(byte[] bytes) throws Malformed {
                Changes.decodeAll(bytes, 2, 4096);
            }
        },
        CHANGES(Changes.encode(new TreeMap<>(Map.of(1, 1, 5, 2, 4000, 3)))) {
            @Override
            void parse(byte[] bytes) throws Malformed {
                Changes.decode(bytes, 2, 4096);
            }
        },
        COMMAND(payload(CommandCodec.sign(OPEN, World.key(2)))) {
            @Override
            void parse(byte[] bytes) throws Malformed {
                String jws = JwsHeader.compact(CommandCodec.TYPE, World.key(2), bytes);
                CommandCodec.read(CommandCodec.fromCompactJws(jws));
            }
        },
        COMMAND_TEXT(CommandCodec.sign(OPEN, World.key(2)).toCompactJws().getBytes(StandardCharsets.US_ASCII)) {
            @Override
            void parse(byte[] bytes) throws Malformed {
                CommandCodec.read(CommandCodec.fromCompactJws(new String(bytes, StandardCharsets.ISO_8859_1)));
            }
        };

        private final String seed;

        Parser(byte[] seed) {
            this.seed = HexFormat.of().formatHex(seed);
        }

        abstract void parse(byte[] bytes) throws Malformed;
    }

    @ParameterizedTest
    @EnumSource
    void a_parser_takes_or_refuses_whatever_it_is_given(Parser parser) throws Exception {
        Fuzzing.fuzz(parser.name(), HexFormat.of().parseHex(parser.seed), Set.of(Malformed.class), parser::parse);
    }
}
