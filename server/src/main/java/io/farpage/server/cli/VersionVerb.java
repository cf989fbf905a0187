package io.farpage.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** Says which Farpage this is and what runs it. */
@Command(name = "version", description = "Says which Farpage this is and what runs it.")
public final class VersionVerb implements Verb, IVersionProvider {
    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean json;

    private record Versions(String farpage, String java, String vm, String os) {}

    @Override
    public Integer call() {
        Versions versions = versions();
        if (json) {
            Json.print(versions);
        } else {
            System.out.println(getVersion()[0]);
        }
        return 0;
    }

    @Override
    public String[] getVersion() {
        Versions versions = versions();
        return new String[] {
            "farpage " + versions.farpage + ", Java " + versions.java + " (" + versions.vm + "), " + versions.os
        };
    }

    private static Versions versions() {
        Properties build = new Properties();
        try (InputStream in = VersionVerb.class.getResourceAsStream("/farpage-build.properties")) {
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the build's own properties cannot be read", e);
        }
        return new Versions(
                build.getProperty("version", "unknown"),
                System.getProperty("java.version"),
                System.getProperty("java.vm.name"),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }
}
