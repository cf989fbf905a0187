package io.farpage.chaos.rdma;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What the XML reports of a run of JUnit say. */
record TestReports(int passed, int failed, List<Failure> failures) {
    /** A test that did not pass, and why. */
    record Failure(String test, String message) {}

    /** Reads all reports of a directory; none when there is no such directory. */
    static TestReports read(Path directory) throws IOException {
        int passed = 0;
        List<Failure> failures = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return new TestReports(0, 0, failures);
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.xml")) {
            for (Path file : files) {
                NodeList cases = parse(file).getElementsByTagName("testcase");
                for (int i = 0; i < cases.getLength(); i++) {
                    Element test = (Element) cases.item(i);
                    Element why = first(test, "failure", "error");
                    if (why != null) {
                        failures.add(new Failure(
                                test.getAttribute("classname") + "." + test.getAttribute("name"),
                                why.getAttribute("message")));
                    } else if (first(test, "skipped") == null) {
                        passed++;
                    }
                }
            }
        }
        return new TestReports(passed, failures.size(), failures);
    }

    private static Element parse(Path file) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            return factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file + " is no report of tests: " + e.getMessage(), e);
        }
    }

    private static @Nullable Element first(Element test, String... names) {
        for (String name : names) {
            NodeList found = test.getElementsByTagName(name);
            if (found.getLength() > 0) {
                return (Element) found.item(0);
            }
        }
        return null;
    }
}
