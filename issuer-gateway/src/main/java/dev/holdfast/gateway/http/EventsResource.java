package dev.holdfast.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.event.CommandId;
import dev.holdfast.event.IssuerId;
import dev.holdfast.gateway.log.EventState;
import dev.holdfast.gateway.log.FoldedLog;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What became of a command.
@Path("/v1/events")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class EventsResource {
    private final Callers callers;
    private final FoldedLog folded;

    EventsResource(Callers callers, FoldedLog folded) {
        this.callers = callers;
        this.folded = folded;
    }

    @GET
    @Path("{id}")
    public ObjectNode show(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, String id)
            throws Declined {
        IssuerId issuer = callers.authenticate(authorization);
        return AnswerJson.event(
                find(id).filter(event -> event.trace().list().issuer().equals(issuer))
                        .orElseThrow(() -> new Declined(Problems.unknownEvent())));
    }

    private Optional<EventState> find(String id) {
        try {
            return folded.find(CommandId.parse(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
