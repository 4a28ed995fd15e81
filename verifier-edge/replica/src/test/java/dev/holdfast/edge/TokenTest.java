package dev.holdfast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.ListId;
import dev.holdfast.event.Publication;
import dev.holdfast.event.Purpose;
import dev.holdfast.event.Status;
import dev.holdfast.format.BitstringDataIntegrity;
import dev.holdfast.format.BitstringVcJwt;
import dev.holdfast.format.Form;
import dev.holdfast.format.StatusListAggregation;
import dev.holdfast.format.TokenStatusListCwt;
import dev.holdfast.format.TokenStatusListJwt;
import dev.holdfast.integrity.Cryptosuite;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.SignedList;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenTest {
    private static final Duration DAY = Duration.ofHours(24);
    private static final Form JWT = Form.of(new TokenStatusListJwt());
    private static final Form CWT = Form.of(new TokenStatusListCwt());
    private static final Publication[] JWT_AND_CWT = {
        new Publication(JWT, Centre.uri(Centre.list("both"))), new Publication(CWT, Centre.uri(Centre.list("both")))
    };

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
            assertThat(((TokenLookup.Found) find(feed)).tokens().getFirst().token())
                    .isEqualTo(token.token());
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
    @Tag("TSL-36")
    void an_issuers_lists_are_named_together_if_they_are_published_as_status_list_tokens() throws Exception {
        Form jwt = Form.of(new TokenStatusListJwt());
        Form cwt = Form.of(new TokenStatusListCwt());
        Form bits = new Form(new BitstringVcJwt(), Purpose.REVOCATION);
        ListId both = Centre.list("both");
        centre.open(both, List.of(new Publication(cwt, Centre.uri(both)), new Publication(jwt, Centre.uri(both))));
        ListId apart = Centre.list("apart");
        centre.open(apart, List.of(new Publication(jwt, "https://status.example/apart/" + apart)));
        ListId credential = Centre.list("credential");
        centre.open(
                credential, 131_072, List.of(new Publication(bits, "https://status.example/revocation/" + credential)));
        try (Feed feed = feed()) {
            assertThat(aggregation(feed, "/lists/acme")).isEmpty();
            feed.follow(centre);
            assertThat(named(feed, "/lists/acme")).containsExactly(Centre.uri(both), Centre.uri(list));
            assertThat(named(feed, "/apart/acme")).containsExactly("https://status.example/apart/" + apart);
            for (String other : List.of("/lists/other", "/lists/acme.pid", "/revocation/acme", "/lists", "/")) {
                assertThat(aggregation(feed, other)).as(other).isEmpty();
            }
            ServedAggregation lists = aggregation(feed, "/lists/acme").orElseThrow();
            ServedAggregation aside = aggregation(feed, "/apart/acme").orElseThrow();
            assertThat(lists.hash()).isEqualTo(lists.document().sha256());
            assertThat(aggregation(feed, "/lists/acme").orElseThrow())
                    .as("written once, as long as no list comes")
                    .isSameAs(lists);
            centre.open("new");
            feed.follow(centre);
            assertThat(named(feed, "/lists/acme")).hasSize(3);
            assertThat(aggregation(feed, "/apart/acme").orElseThrow())
                    .as("not written again because of a list elsewhere")
                    .isSameAs(aside);
        }
    }

    @Test
    void lists_under_the_same_path_of_two_hosts_are_named_apart() throws Exception {
        Form jwt = Form.of(new TokenStatusListJwt());
        ListId far = Centre.list("far");
        ListId plain = Centre.list("plain");
        centre.open(far, List.of(new Publication(jwt, "https://other.example:8443/lists/" + far)));
        try (Feed feed = feed()) {
            feed.follow(centre);
            String path = "/lists/acme";
            assertThat(named(feed, "status.example", path)).containsExactly(Centre.uri(list));
            assertThat(named(feed, "Status.Example:443", path)).containsExactly(Centre.uri(list));
            assertThat(named(feed, "other.example:8443", path))
                    .containsExactly("https://other.example:8443/lists/" + far);
            for (String neither : List.of("", "other.example", "status.example:8443", "localhost")) {
                assertThat(feed.edge().aggregation(neither, path)).as(neither).isEmpty();
                assertThat(feed.edge().hasAggregation(neither, path))
                        .as(neither)
                        .isFalse();
            }
            centre.open(plain, List.of(new Publication(jwt, "http://status.example/lists/" + plain)));
            feed.follow(centre);
            assertThat(named(feed, "status.example", path))
                    .as("the scheme is not seen behind a proxy")
                    .containsExactly(Centre.uri(list));
        }
    }

    @Test
    void a_document_that_has_its_path_for_itself_is_had_by_whatever_name_the_edge_is_called() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            for (String authority : List.of("", "status.example", "edge-1.internal:8080", "[::1]:8080")) {
                assertThat(named(feed, authority, "/lists/acme")).containsExactly(Centre.uri(list));
            }
        }
    }

    private static Optional<ServedAggregation> aggregation(Feed feed, String path) {
        return feed.edge().aggregation("status.example", path);
    }

    private static List<String> named(Feed feed, String path) throws Malformed {
        return named(feed, "status.example", path);
    }

    private static List<String> named(Feed feed, String authority, String path) throws Malformed {
        byte[] document = feed.edge()
                .aggregation(authority, path)
                .orElseThrow()
                .document()
                .toArray();
        return StatusListAggregation.parse(document).aggregation().lists();
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
                    token.form(),
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
            assertThat(((TokenLookup.Found) find(feed)).tokens().getFirst().token())
                    .isEqualTo(young.token());
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

    @Test
    void two_forms_of_a_list_live_side_by_side_also_after_a_restart() throws Exception {
        ListId both = centre.open(Centre.list("both"), List.of(JWT_AND_CWT));
        SignedList jwt = centre.token(both, JWT, DAY);
        SignedList cwt = centre.token(both, CWT, DAY.dividedBy(2));
        try (Feed feed = feed()) {
            feed.follow(centre);
            feed.token(cwt);
            feed.token(jwt);
            assertThat(served(feed, both)).containsExactly(jwt.token(), cwt.token());
        }
        try (Feed feed = feed()) {
            assertThat(served(feed, both)).containsExactly(jwt.token(), cwt.token());
            clock.advance(DAY.dividedBy(2));
            assertThat(served(feed, both)).as("the other has expired").containsExactly(jwt.token());
        }
    }

    @Test
    void a_form_that_the_list_is_not_published_in_is_refused() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            feed.token(centre.token(list, CWT, DAY));
            assertThat(find(feed)).isInstanceOf(TokenLookup.Missing.class);
            assertThat(feed.refused("token-other-list")).isEqualTo(1);
        }
    }

    @Test
    void a_token_that_is_called_another_form_is_refused() throws Exception {
        ListId both = centre.open(Centre.list("both"), List.of(JWT_AND_CWT));
        SignedList jwt = centre.token(both, JWT, DAY);
        SignedList cwt = centre.token(both, CWT, DAY);
        try (Feed feed = feed()) {
            feed.follow(centre);
            feed.token(called(CWT, cwt.mediaType(), jwt));
            feed.token(called(JWT, jwt.mediaType(), cwt));
            feed.token(called(CWT, jwt.mediaType(), cwt));
            assertThat(feed.refused("token-malformed")).isEqualTo(3);
            assertThat(feed.edge().token("/lists/acme.both")).isInstanceOf(TokenLookup.Missing.class);
        }
    }

    @Test
    void a_credential_of_bits_is_held_against_the_verified_list() throws Exception {
        ListId bits = Centre.list("bits");
        Form revoked = new Form(new BitstringVcJwt(), Purpose.REVOCATION);
        Form suspended = new Form(new BitstringDataIntegrity(Cryptosuite.EDDSA_JCS_2022), Purpose.SUSPENSION);
        centre.open(
                bits,
                131_072,
                List.of(
                        new Publication(JWT, Centre.uri(bits)),
                        new Publication(revoked, "https://status.example/revocation/acme.bits"),
                        new Publication(suspended, "https://status.example/suspension/acme.bits")));
        centre.set(bits, 4, Status.SUSPENDED);
        SignedList revocation = centre.token(bits, revoked, DAY);
        SignedList suspension = centre.token(bits, suspended, DAY);
        try (Feed feed = feed()) {
            feed.follow(centre);
            feed.token(revocation);
            feed.token(suspension);
            assertThat(feed.edge().token("/revocation/acme.bits")).isInstanceOf(TokenLookup.Found.class);
            assertThat(feed.edge().token("/suspension/acme.bits")).isInstanceOf(TokenLookup.Found.class);
            assertThat(feed.edge().token("/lists/acme.bits")).isInstanceOf(TokenLookup.Missing.class);
            feed.token(called(new Form(new BitstringVcJwt(), Purpose.SUSPENSION), "application/vc+jwt", revocation));
            assertThat(feed.refused("token-malformed")).isEqualTo(1);
            centre.set(bits, 3, Status.INVALID);
            feed.checkpoint(centre.checkpoint(centre.partitionOf(bits)));
            feed.checkpoint(centre.forge(bits, 3, Status.VALID));
            assertThat(feed.edge().token("/revocation/acme.bits")).isInstanceOf(TokenLookup.Withheld.class);
            assertThat(feed.edge().token("/suspension/acme.bits")).isInstanceOf(TokenLookup.Found.class);
        }
    }

    private static List<Bytes> served(Feed feed, ListId list) {
        return ((TokenLookup.Found) feed.edge().token("/lists/" + list))
                .tokens().stream().map(ServedToken::token).toList();
    }

    private static SignedList called(Form form, String mediaType, SignedList token) {
        return new SignedList(
                token.list(),
                form,
                token.version(),
                token.epoch(),
                token.n(),
                token.issuedAt(),
                token.expiresAt(),
                mediaType,
                token.uri(),
                token.token());
    }

    private static SignedList with(SignedList token, String uri, Bytes bytes) {
        return new SignedList(
                token.list(),
                token.form(),
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
