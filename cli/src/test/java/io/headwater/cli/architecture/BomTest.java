package io.headwater.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Holds that who imports the BOM gets every module that is published, in the same version. */
class BomTest {
  private static final Set<String> NOT_PUBLISHED_OR_THE_BOM = Set.of("bom", "examples");

  private final Document root = pom("pom.xml");
  private final Document bom = pom("bom/pom.xml");

  @Test
  void shouldListEveryPublishedModule() {
    assertThat(texts(bom, "dependency", "artifactId"))
        .containsExactlyElementsOf(
            texts(root, "modules", "module").stream()
                .filter(module -> !NOT_PUBLISHED_OR_THE_BOM.contains(module))
                .map(module -> "headwater-" + module)
                .toList());
  }

  @Test
  void shouldHaveTheVersionOfTheModules() {
    assertThat(child(bom, "version")).isEqualTo(child(root, "version"));
    assertThat(texts(bom, "dependency", "version")).containsOnly("${project.version}");
  }

  private static Document pom(String path) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(Path.of("..", path.split("/")).toFile());
    } catch (Exception e) {
      throw new AssertionError(path + " cannot be read", e);
    }
  }

  private static String child(Document pom, String name) {
    return elements(pom.getDocumentElement().getElementsByTagName(name)).stream()
        .filter(element -> element.getParentNode() == pom.getDocumentElement())
        .findFirst()
        .orElseThrow()
        .getTextContent();
  }

  private static List<String> texts(Document pom, String parent, String name) {
    return elements(pom.getElementsByTagName(name)).stream()
        .filter(element -> element.getParentNode().getNodeName().equals(parent))
        .map(Element::getTextContent)
        .toList();
  }

  private static List<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }
}
