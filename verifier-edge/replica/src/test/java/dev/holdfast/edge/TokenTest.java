package dev.holdfast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.layout.Bytes;
import dev.holdfast.schema.SignedList;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenTest {
    private static final Duration DAY = Duration.ofHours(24);

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock(Instant.parse("2026-06-01T12:00:00Z"));
    private final Centre centre = new Centre(clock, 4);
    private ListId list;

    @BeforeEach
    void openList() {
        list = centre.open("pid");
    }

    private Feed feed() throws StoreRefused {
        return Feed.open(directory.resolve("store"), centre.root, clock);
    }

    private static TokenLookup find(Feed feed) {
        return feed.edge().token("/lists/acme.pid");
    }

    @Test
    void a_token_is_served_in_its_very_bytes_also_after_a_restart() throws Exception {
        SignedList token = centre.token(list, DAY);
        try (Feed feed = feed()) {
            feed.follow(centre);
            feed.token(token);
            assertThat(find(feed)).isInstanceOf(TokenLookup.Found.class);
        }
        try (Feed feed = feed()) {
            assertThat(((TokenLookup.Found) find(feed)).token().token()).isEqualTo(token.token());
            assertThat(feed.edge().token("/lists/acme.other")).isInstanceOf(TokenLookup.Missing.class);
        }
    }

    @Test
    void a_token_that_comes_before_its_list_waits_for_it() throws Exception {
        try (Feed feed = feed()) {
            feed.token(centre.token(list, DAY));
            assertThat(find(feed)).isInstanceOf(TokenLookup.Missing.class);
            feed.follow(centre);
            feed.edge().tokens().apply(List.of(), Map.of());
            assertThat(find(feed)).isInstanceOf(TokenLookup.Found.class);
        }
    }

    @Test
    void an_expired_token_is_never_served() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            feed.token(centre.token(list, DAY));
            clock.advance(DAY);
            assertThat(find(feed)).isInstanceOf(TokenLookup.Expired.class);
        }
    }

    @Test
    void a_flipped_token_is_refused() throws Exception {
        SignedList good = centre.token(list, DAY);
        byte[] bytes = good.token().toArray();
        bytes[bytes.length - 10] ^= 1;
        try (Feed feed = feed()) {
            feed.follow(centre);
            feed.token(with(good, good.uri(), Bytes.of(bytes)));
            assertThat(find(feed)).isInstanceOf(TokenLookup.Missing.class);
            assertThat(feed.refused("token-bad-signature") + feed.refused("token-malformed"))
                    .isEqualTo(1);
        }
    }

    @Test
    void a_token_of_another_list_is_refused() throws Exception {
        ListId other = centre.open("other");
        try (Feed feed = feed()) {
            feed.follow(centre);
            SignedList token = centre.token(other, DAY);
            feed.token(new SignedList(
                    list,
                    token.format(),
                    token.version(),
                    token.epoch(),
                    token.n(),
                    token.issuedAt(),
                    token.expiresAt(),
                    token.mediaType(),
                    Centre.uri(list),
                    token.token()));
            assertThat(feed.refused("token-other-subject")).isEqualTo(1);
        }
    }

    @Test
    void an_older_token_does_not_replace_a_newer_one() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            SignedList old = centre.token(list, DAY);
            centre.set(list, 3, Status.INVALID);
            feed.follow(centre);
            clock.advance(Duration.ofSeconds(2));
            SignedList young = centre.token(list, DAY);
            feed.token(young);
            feed.token(old);
            assertThat(feed.refused("token-rollback")).isEqualTo(1);
            assertThat(((TokenLookup.Found) find(feed)).token().token()).isEqualTo(young.token());
        }
    }

    @Test
    void a_token_that_revives_an_invalid_entry_is_withheld() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            feed.token(centre.token(list, DAY));
            centre.set(list, 3, Status.INVALID);
            feed.checkpoint(centre.checkpoint(centre.partitionOf(list)));
            feed.checkpoint(centre.forge(list, 3, Status.VALID));
            assertThat(find(feed)).isInstanceOf(TokenLookup.Withheld.class);
        }
    }

    private static SignedList with(SignedList token, String uri, Bytes bytes) {
        return new SignedList(
                token.list(),
                token.format(),
                token.version(),
                token.epoch(),
                token.n(),
                token.issuedAt(),
                token.expiresAt(),
                token.mediaType(),
                uri,
                bytes);
    }
}
