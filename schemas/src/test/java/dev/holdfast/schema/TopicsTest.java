package dev.holdfast.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.event.ListId;
import dev.holdfast.event.Partitioning;
import dev.holdfast.format.Form;
import dev.holdfast.format.TokenStatusListJwt;
import java.util.OptionalLong;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class TopicsTest {
    @Test
    void names_stand_behind_the_prefix() {
        Topics topics = Topics.byDefault();
        assertThat(topics.statusEvents()).isEqualTo("holdfast.status-events");
        assertThat(new Topics("x.").signedLists()).isEqualTo("x.signed-lists");
        assertThatThrownBy(() -> new Topics("a b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_list_s_key_lands_where_the_fold_expects_the_list() {
        for (int i = 0; i < 1000; i++) {
            ListId list = new ListId("acme.list-" + i);
            int kafka = Utils.toPositive(Utils.murmur2(Topics.listKey(list))) % Topics.PARTITIONS;
            assertThat(Partitioning.of(list, Topics.PARTITIONS)).isEqualTo(kafka);
        }
    }

    @Test
    void keys_are_text() {
        assertThat(Topics.partitionKey(12)).asString().isEqualTo("12");
        assertThat(Topics.signedListKey(new ListId("acme.a"), Form.of(new TokenStatusListJwt())))
                .asString()
                .isEqualTo("acme.a/token-status-list");
    }

    @Test
    void the_covering_offset_comes_back_and_a_bent_one_is_none() {
        RecordHeaders headers = new RecordHeaders();
        assertThat(SnapshotChunk.coveringOffset(headers)).isEmpty();
        headers.add(SnapshotChunk.covering(1L << 40));
        assertThat(SnapshotChunk.coveringOffset(headers)).isEqualTo(OptionalLong.of(1L << 40));
        headers.add(SnapshotChunk.COVERING_HEADER, new byte[3]);
        assertThat(SnapshotChunk.coveringOffset(headers)).isEmpty();
    }
}
