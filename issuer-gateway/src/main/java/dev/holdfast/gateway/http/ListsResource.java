package dev.holdfast.gateway.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.Command.OpenList;
import dev.holdfast.event.Command.RetireList;
import dev.holdfast.event.EntryIndex;
import dev.holdfast.event.IdempotencyKey;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Publication;
import dev.holdfast.event.Publications;
import dev.holdfast.event.Purpose;
import dev.holdfast.event.Refusal;
import dev.holdfast.format.Form;
import dev.holdfast.format.TokenStatusListJwt;
import dev.holdfast.gateway.GatewaySettings;
import dev.holdfast.gateway.command.CommandWriter;
import dev.holdfast.gateway.command.CommandWriter.Ask;
import dev.holdfast.gateway.command.EntryBlocks;
import dev.holdfast.gateway.command.NotWritten;
import dev.holdfast.gateway.command.Written;
import dev.holdfast.gateway.log.FoldedLog;
import dev.holdfast.gateway.log.ListView;
import dev.holdfast.layout.Hash;
import dev.holdfast.list.PackedStatuses;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An issuer's lists. Requests wait for the log, so each has a virtual thread.
@Path("/v1/lists")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class ListsResource {
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private static final int MAX_ALLOCATED = 10_000;
    private static final int DEFAULT_BITS = 2;
    private static final int DEFAULT_CAPACITY = 131_072;

    private final Callers callers;
    private final CommandWriter writer;
    private final EntryBlocks entries;
    private final FoldedLog folded;
    private final String publicBase;

    ListsResource(
            Callers callers, CommandWriter writer, EntryBlocks entries, FoldedLog folded, GatewaySettings settings) {
        this.callers = callers;
        this.writer = writer;
        this.entries = entries;
        this.folded = folded;
        this.publicBase = settings.publicBase();
    }

    @GET
    public ObjectNode list(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) throws Declined {
        IssuerId issuer = callers.authenticate(authorization);
        ObjectNode json = AnswerJson.object();
        ArrayNode lists = json.putArray("lists");
        folded.listsOf(issuer).forEach(list -> lists.add(AnswerJson.list(list)));
        return json;
    }

    @GET
    @Path("{list}")
    public ObjectNode show(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, String list)
            throws Declined {
        return AnswerJson.list(own(callers.authenticate(authorization), list));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response open(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @HeaderParam(IDEMPOTENCY_KEY) @Nullable String idempotencyKey,
            InputStream body)
            throws Declined, NotWritten {
        IssuerId issuer = callers.authenticate(authorization);
        RequestBody request = RequestBody.parse(body, Set.of("name", "bits", "capacity", "publications"));
        ListId list = named(issuer, request.text("name"));
        int bits = request.integer("bits", 1, 8, OptionalInt.of(DEFAULT_BITS));
        int capacity = request.integer("capacity", 1, EntryIndex.MAX_CAPACITY, OptionalInt.of(DEFAULT_CAPACITY));
        if (!PackedStatuses.isShape(bits, capacity)) {
            throw new Declined(Problems.refused(Refusal.BAD_SHAPE));
        }
        List<Publication> publications = publications(request, list);
        Optional<String> misfit = Publications.misfit(list, bits, capacity, publications);
        if (misfit.isPresent()) {
            throw new Declined(Problems.badPublication(misfit.get()));
        }
        Hash commitment = entries.order(issuer, list, capacity).commitment();
        Written written = writer.write(new Ask(
                issuer,
                list,
                RequestBody.idempotencyKey(idempotencyKey),
                envelope -> new OpenList(envelope, bits, capacity, publications, commitment)));
        ObjectNode json = AnswerJson.object().put("list", list.value()).put("uri", AnswerJson.uri(publications));
        json.set("publications", AnswerJson.publications(publications));
        json.set("event", AnswerJson.event(written));
        return Response.status(AnswerJson.status(written)).entity(json).build();
    }

    /// What the issuer asks for; a Status List Token as a JWT if it asks for nothing. URIs are the gateway's to name.
    private List<Publication> publications(RequestBody request, ListId list) throws Declined {
        List<Form> forms = request.forms("publications", List.of(Form.of(new TokenStatusListJwt())));
        return forms.stream()
                .map(form -> new Publication(form, publicBase + "/" + folder(form.purpose()) + "/" + list))
                .toList();
    }

    /// Forms of one purpose share a URI; what differs in meaning has another.
    private static String folder(Purpose purpose) {
        return switch (purpose) {
            case STATUS -> "lists";
            case REVOCATION, SUSPENSION -> purpose.wireName();
        };
    }

    @POST
    @Path("{list}/entries")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response allocate(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @HeaderParam(IDEMPOTENCY_KEY) @Nullable String idempotencyKey,
            String list,
            InputStream body)
            throws Declined, NotWritten {
        IssuerId issuer = callers.authenticate(authorization);
        ListView open = own(issuer, list);
        if (idempotencyKey != null) {
            throw new Declined(Problems.malformed("Idempotency-Key is not taken here: entries are handed out once and"
                    + " not remembered. Ask again without it; entries of a lost answer stay unused."));
        }
        int count = RequestBody.parse(body, Set.of("count")).integer("count", 1, MAX_ALLOCATED, OptionalInt.empty());
        if (open.descriptor().retired()) {
            throw new Declined(Problems.refused(Refusal.LIST_RETIRED));
        }
        ObjectNode json = AnswerJson.object()
                .put("list", open.descriptor().id().value())
                .put("uri", AnswerJson.uri(open.descriptor().publications()));
        ArrayNode indexes = json.putArray("indexes");
        entries.allocate(issuer, open, count).forEach(entry -> indexes.add(entry.value()));
        return Response.status(Response.Status.CREATED).entity(json).build();
    }

    @POST
    @Path("{list}/changes")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response change(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @HeaderParam(IDEMPOTENCY_KEY) @Nullable String idempotencyKey,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            String list,
            InputStream body)
            throws Declined, NotWritten {
        IssuerId issuer = callers.authenticate(authorization);
        ListView open = own(issuer, list);
        OptionalLong version = RequestBody.ifMatch(ifMatch);
        List<EntryChange> changes = RequestBody.parse(body, Set.of("changes")).changes(version);
        IdempotencyKey key = RequestBody.idempotencyKey(idempotencyKey);
        return answer(writer.write(
                new Ask(issuer, open.descriptor().id(), key, envelope -> new ChangeStatuses(envelope, changes))));
    }

    @POST
    @Path("{list}/retire")
    public Response retire(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @HeaderParam(IDEMPOTENCY_KEY) @Nullable String idempotencyKey,
            String list,
            InputStream body)
            throws Declined, NotWritten {
        IssuerId issuer = callers.authenticate(authorization);
        ListView open = own(issuer, list);
        RequestBody.requireEmpty(body);
        IdempotencyKey key = RequestBody.idempotencyKey(idempotencyKey);
        return answer(writer.write(new Ask(issuer, open.descriptor().id(), key, RetireList::new)));
    }

    private static Response answer(Written written) {
        return Response.status(AnswerJson.status(written))
                .entity(AnswerJson.event(written))
                .build();
    }

    private static ListId named(IssuerId issuer, String name) throws Declined {
        try {
            return new ListId(issuer + "." + name);
        } catch (IllegalArgumentException e) {
            throw new Declined(Problem.of(
                    422,
                    "bad-name",
                    "The list cannot have this name",
                    "name is made of a-z, 0-9, hyphen and dot, begins with no dot, and is at most "
                            + (ListId.MAX_LENGTH - issuer.value().length() - 1) + " characters long."));
        }
    }

    private ListView own(IssuerId issuer, String list) throws Declined {
        try {
            ListId id = new ListId(list);
            if (id.issuer().equals(issuer)) {
                return folded.list(id).orElseThrow(() -> new Declined(Problems.unknownList()));
            }
        } catch (IllegalArgumentException e) {
            // No list can have this name: it is as unknown as any other.
        }
        throw new Declined(Problems.unknownList());
    }
}
