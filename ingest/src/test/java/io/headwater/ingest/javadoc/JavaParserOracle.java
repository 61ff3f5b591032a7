package io.headwater.ingest.javadoc;

import com.github.javaparser.JavaParser;
import com.github.javaparser.ParserConfiguration;
import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.body.AnnotationMemberDeclaration;
import com.github.javaparser.ast.body.BodyDeclaration;
import com.github.javaparser.ast.body.CallableDeclaration;
import com.github.javaparser.ast.body.CompactConstructorDeclaration;
import com.github.javaparser.ast.body.EnumConstantDeclaration;
import com.github.javaparser.ast.body.FieldDeclaration;
import com.github.javaparser.ast.body.MethodDeclaration;
import com.github.javaparser.ast.body.TypeDeclaration;
import com.github.javaparser.ast.expr.ObjectCreationExpr;
import com.github.javaparser.ast.stmt.BlockStmt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the documented declarations of a source with a full parser, to check the fast reader by.
 */
final class JavaParserOracle {

  /** What both readers must agree on. */
  record Found(String type, String name, MemberKind kind, String comment) {
    static Found of(Declaration declaration) {
      String comment = declaration.comment();
      return new Found(
          declaration.type(),
          declaration.name(),
          declaration.kind(),
          comment.substring(3, comment.length() - 2));
    }
  }

  private JavaParserOracle() {}

  static List<Found> read(String source) {
    var settings =
        new ParserConfiguration().setLanguageLevel(ParserConfiguration.LanguageLevel.BLEEDING_EDGE);
    CompilationUnit unit = new JavaParser(settings).parse(source).getResult().orElseThrow();
    List<Found> found = new ArrayList<>();
    unit.walk(
        node -> {
          if (node instanceof BodyDeclaration<?> declaration) {
            read(declaration).ifPresent(found::add);
          }
        });
    return found;
  }

  private static Optional<Found> read(BodyDeclaration<?> declaration) {
    if (inBody(declaration)) {
      return Optional.empty();
    }
    String type = enclosing(declaration);
    return declaration
        .getComment()
        .filter(comment -> comment.isJavadocComment())
        .flatMap(comment -> named(declaration, type, comment.getContent()));
  }

  private static Optional<Found> named(
      BodyDeclaration<?> declaration, String type, String comment) {
    if (declaration instanceof TypeDeclaration<?> named) {
      return Optional.of(
          new Found(named.getNameAsString(), named.getNameAsString(), MemberKind.TYPE, comment));
    } else if (declaration instanceof EnumConstantDeclaration constant) {
      return Optional.of(new Found(type, constant.getNameAsString(), MemberKind.FIELD, comment));
    } else if (declaration instanceof FieldDeclaration field) {
      return Optional.of(
          new Found(type, field.getVariable(0).getNameAsString(), MemberKind.FIELD, comment));
    } else if (declaration instanceof AnnotationMemberDeclaration element) {
      String name = element.getNameAsString();
      return Optional.of(
          new Found(type, name, kind(name, element.getTypeAsString(), true), comment));
    } else if (declaration instanceof MethodDeclaration method) {
      MemberKind kind =
          kind(
              method.getNameAsString(), method.getTypeAsString(), method.getParameters().isEmpty());
      return Optional.of(new Found(type, method.getNameAsString(), kind, comment));
    } else if (declaration instanceof CompactConstructorDeclaration compact) {
      return Optional.of(
          new Found(type, compact.getNameAsString(), MemberKind.CONSTRUCTOR, comment));
    } else if (declaration instanceof CallableDeclaration<?> constructor) {
      return Optional.of(
          new Found(type, constructor.getNameAsString(), MemberKind.CONSTRUCTOR, comment));
    }
    return Optional.empty();
  }

  private static MemberKind kind(String name, String result, boolean bare) {
    return switch (result) {
      case "void" -> MemberKind.VOID;
      case "boolean" -> MemberKind.BOOLEAN;
      default -> bare && name.matches("get\\p{Lu}.*") ? MemberKind.GETTER : MemberKind.FUNCTION;
    };
  }

  private static boolean inBody(Node node) {
    boolean inside = false;
    for (Optional<Node> at = node.getParentNode(); at.isPresent(); at = at.get().getParentNode()) {
      inside |=
          at.get() instanceof BlockStmt
              || at.get() instanceof ObjectCreationExpr
              || at.get() instanceof EnumConstantDeclaration;
    }
    return inside;
  }

  private static String enclosing(Node node) {
    Optional<Node> at = node.getParentNode();
    while (at.isPresent()) {
      if (at.get() instanceof TypeDeclaration<?> type) {
        return type.getNameAsString();
      }
      at = at.get().getParentNode();
    }
    return "";
  }
}
