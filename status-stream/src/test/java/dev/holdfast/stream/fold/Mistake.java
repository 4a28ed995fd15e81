package dev.holdfast.stream.fold;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Refusal;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.fold.Fold;
import dev.holdfast.fold.Outcome;
import dev.holdfast.fold.Outcome.Accepted;
import dev.holdfast.fold.Outcome.Duplicate;
import dev.holdfast.fold.Outcome.Refused;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.LayoutReader;
import dev.holdfast.layout.LayoutWriter;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.CheckpointDraft;
import dev.holdfast.schema.DraftRecord;
import dev.holdfast.schema.TokenDraft;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;

/// Ways in which the stream could be wrong: in what it decides, in what it keeps, in what it drafts.
enum Mistake {
    NONE,

    MUTATED_FOLD {
        @Override
        Outcome decide(PartitionState state, StatusEvent event) {
            Outcome outcome = Fold.decide(state, event);
            if (outcome instanceof Accepted accepted && accepted.changed().containsValue(Status.SUSPENDED.code())) {
                TreeMap<Integer, Integer> changed = new TreeMap<>(accepted.changed());
                changed.values().removeIf(code -> code == Status.SUSPENDED.code());
                return new Accepted(accepted.n(), accepted.command(), changed);
            }
            return outcome;
        }
    },

    INVALID_OVERWRITTEN {
        @Override
        Outcome decide(PartitionState state, StatusEvent event) {
            Outcome outcome = Fold.decide(state, event);
            if (outcome instanceof Refused refused
                    && refused.reason() == Refusal.FINAL
                    && refused.command() instanceof ChangeStatuses change
                    && change.changes().size() == 1) {
                TreeMap<Integer, Integer> changed = new TreeMap<>();
                change.changes()
                        .forEach(one -> changed.put(one.idx(), one.status().code()));
                return new Accepted(refused.n(), change, changed);
            }
            return outcome;
        }
    },

    SKIPPED_EVENT {
        @Override
        Outcome decide(PartitionState state, StatusEvent event) {
            Outcome outcome = Fold.decide(state, event);
            return outcome instanceof Accepted && state.n() % 30 == 29 ? new Duplicate("skipped", 1) : outcome;
        }
    },

    REFUSED_NOT_COUNTED {
        @Override
        Outcome decide(PartitionState state, StatusEvent event) {
            Outcome outcome = Fold.decide(state, event);
            return outcome instanceof Refused ? new Duplicate("refused", 1) : outcome;
        }
    },

    FORGOTTEN_WRITER {
        @Override
        byte @Nullable [] row(byte[] key, byte[] value) {
            return switch (key[0]) {
                case RowKeys.LIST -> Arrays.copyOf(Arrays.copyOf(value, WRITERS_AT), WRITERS_AT + 2);
                case RowKeys.RECENT -> withoutWriter(value);
                default -> value;
            };
        }
    },

    FORGOTTEN_COMMAND {
        @Override
        byte @Nullable [] row(byte[] key, byte[] value) {
            return key[0] == RowKeys.RECENT ? null : value;
        }
    },

    FORGOTTEN_CHAIN {
        @Override
        byte @Nullable [] row(byte[] key, byte[] value) {
            return recent(
                    key,
                    value,
                    was -> with(was, Hash.of(new byte[0]), was.homeOffset(), was.version(), was.sinceDelta()));
        }
    },

    FORGOTTEN_OFFSET {
        @Override
        byte @Nullable [] row(byte[] key, byte[] value) {
            return recent(key, value, was -> with(was, was.chain(), 0, was.version(), was.sinceDelta()));
        }
    },

    FORGOTTEN_VERSION {
        @Override
        byte @Nullable [] row(byte[] key, byte[] value) {
            return recent(key, value, was -> with(was, was.chain(), was.homeOffset(), 1, was.sinceDelta()));
        }
    },

    FORGOTTEN_WINDOW {
        @Override
        byte @Nullable [] row(byte[] key, byte[] value) {
            return recent(key, value, was -> with(was, was.chain(), was.homeOffset(), was.version(), 0));
        }
    },

    FORGOTTEN_KEYS {
        @Override
        byte @Nullable [] row(byte[] key, byte[] value) {
            return key[0] == RowKeys.ADOPTION && key[4] > 0 ? null : value;
        }
    },

    FORGOTTEN_DRAFT {
        @Override
        byte @Nullable [] row(byte[] key, byte[] value) {
            return key[0] == RowKeys.PUBLISHED ? null : value;
        }
    },

    FORGOTTEN_REFUSAL {
        @Override
        byte @Nullable [] row(byte[] key, byte[] value) {
            return key[0] == RowKeys.REFUSED ? null : value;
        }
    },

    UNTOLD_REFUSAL {
        @Override
        DraftRecord draft(DraftRecord draft) {
            return draft instanceof CheckpointDraft checkpoint ? withoutRefused(checkpoint) : draft;
        }
    },

    SWAPPED_BIT_ORDER {
        @Override
        DraftRecord draft(DraftRecord draft) {
            return draft instanceof TokenDraft token ? swapped(token) : draft;
        }
    };

    /// Where the writers begin in the row of a list: behind versions and leased.
    private static final int WRITERS_AT = 8 + 8 + 4;

    /// How long the command is with which its row begins: id, key and n.
    private static final int COMMAND_BYTES = 16 + 16 + 8;

    private static final ObjectMapper JSON = new ObjectMapper();

    /// In place of [Fold#decide].
    Outcome decide(PartitionState state, StatusEvent event) {
        return Fold.decide(state, event);
    }

    /// What is kept of a row; null for nothing.
    byte @Nullable [] row(byte[] key, byte[] value) {
        return value;
    }

    /// What is drafted in place of a draft.
    DraftRecord draft(DraftRecord draft) {
        return draft;
    }

    /// The row of a command ends with the name of the writer whose last it became.
    private static byte[] withoutWriter(byte[] row) {
        String text = new String(row, StandardCharsets.ISO_8859_1);
        int name = text.lastIndexOf("gateway-");
        return name < 0 ? row : Arrays.copyOf(Arrays.copyOf(row, name - 2), name);
    }

    /// The row of a command, with something else said of how list and partition stood after it.
    private static byte[] recent(byte[] key, byte[] value, UnaryOperator<RecentRow> change) {
        if (key[0] != RowKeys.RECENT) {
            return value;
        }
        try {
            RecentRow changed = change.apply(RecentRow.read(0, new LayoutReader(value)));
            byte[] standing = changed.toLayout(new LayoutWriter()).toArray();
            byte[] row = Arrays.copyOf(value, COMMAND_BYTES + standing.length);
            System.arraycopy(standing, 0, row, COMMAND_BYTES, standing.length);
            return row;
        } catch (Malformed e) {
            throw new IllegalStateException("a row that nobody wrote", e);
        }
    }

    private static RecentRow with(RecentRow was, Hash chain, long homeOffset, long version, long sinceDelta) {
        return new RecentRow(was.command(), chain, homeOffset, version, sinceDelta, was.lastOf());
    }

    private static DraftRecord withoutRefused(CheckpointDraft draft) {
        try {
            Delta delta = Delta.parse(draft.body().toArray());
            Header was = Header.parse(draft.header().toArray());
            byte[] body = new Delta(delta.fromN(), delta.changes(), List.of()).toBytes();
            Header header = new Header(
                    was.deployment(),
                    was.region(),
                    was.epoch(),
                    was.partition(),
                    was.n(),
                    was.chain(),
                    was.homeOffset(),
                    was.trustVersion(),
                    was.listCount(),
                    was.root(),
                    was.issuedAt(),
                    Delta.hashOf(body));
            return new CheckpointDraft(draft.partition(), Bytes.of(header.toBytes()), Bytes.of(body));
        } catch (Malformed e) {
            throw new IllegalStateException("a draft that nobody made", e);
        }
    }

    private static DraftRecord swapped(TokenDraft draft) {
        try {
            String payload = new String(draft.payload().toArray(), StandardCharsets.UTF_8);
            ObjectNode claims = (ObjectNode) JSON.readTree(payload);
            byte[] packed = NaiveToken.packed(payload);
            for (int i = 0; i < packed.length; i++) {
                packed[i] = (byte) (Integer.reverse(packed[i]) >>> 24);
            }
            ((ObjectNode) claims.get("status_list")).put("lst", deflated(packed));
            return new TokenDraft(
                    draft.partition(),
                    draft.list(),
                    draft.form(),
                    draft.version(),
                    draft.n(),
                    draft.epoch(),
                    Bytes.of(JSON.writeValueAsBytes(claims)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a draft that nobody made", e);
        }
    }

    private static String deflated(byte[] packed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream zlib = new DeflaterOutputStream(out)) {
            zlib.write(packed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
    }
}
