package io.farpage.server.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;

/**
 * What one peer of the metadata group is told.
 *
 * @param id which of the cluster's metadata peers it is
 * @param directory where its log and snapshots are, its own alone
 */
public record MetadataSettings(
        @JsonProperty(required = true) String id,
        @JsonProperty(required = true) Path directory) {}
