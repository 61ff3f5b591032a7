package io.headwater.ingest.javadoc;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds the documented declarations of a source file, including nested types, in source order.
 *
 * <p>Bodies of methods, initializers and constants are skipped, so local and anonymous classes give
 * nothing. If a source does not follow the grammar, the reader goes on with the next token; it
 * never fails.
 */
final class DeclarationReader {

  private static final Set<String> MODIFIERS =
      Set.of(
          "public",
          "protected",
          "private",
          "static",
          "final",
          "abstract",
          "native",
          "synchronized",
          "transient",
          "volatile",
          "strictfp",
          "default",
          "sealed");

  private final JavaLexer lexer;
  private final List<Declaration> found = new ArrayList<>();

  private DeclarationReader(String source) {
    this.lexer = new JavaLexer(source);
  }

  /** Returns the declarations of a compilation unit that have a doc comment. */
  static List<Declaration> read(String source) {
    var reader = new DeclarationReader(source);
    while (!reader.lexer.atEnd()) {
      reader.members("");
      reader.lexer.advance();
    }
    return reader.found;
  }

  /** Reads members up to the bracket that closes the type, and stops at that bracket. */
  private void members(String type) {
    while (!lexer.atEnd() && !lexer.at('}')) {
      member(type);
    }
  }

  private void member(String type) {
    String comment = lexer.comment();
    comment = modifiers(comment);
    if (lexer.at("package") || lexer.at("import")) {
      skipStatement();
    } else if (lexer.at('{')) {
      lexer.skip('{', '}');
    } else if (lexer.at("class") || lexer.at("interface") || lexer.at("enum")) {
      type(comment);
    } else if (lexer.at('@')) {
      lexer.advance();
      type(comment);
    } else if (lexer.at("record")) {
      recordOrMethod(type, comment);
    } else if (lexer.atWord() || lexer.at('<')) {
      methodOrField(type, comment, new Signature());
    } else {
      lexer.advance();
    }
  }

  /**
   * Skips modifiers and annotations and returns the doc comment, which may stand between them, as
   * the compiler allows.
   */
  private String modifiers(String before) {
    String comment = before;
    while (true) {
      if (lexer.atWord() && MODIFIERS.contains(lexer.text())) {
        lexer.advance();
      } else if (lexer.at("non") && lexer.peek() == '-') {
        lexer.advance();
        lexer.advance();
      } else if (lexer.at('@') && !lexer.atAnnotationType()) {
        annotation();
      } else {
        return comment;
      }
      if (!lexer.comment().isEmpty()) {
        comment = lexer.comment();
      }
    }
  }

  private void annotation() {
    lexer.advance();
    lexer.advance();
    while (lexer.at('.')) {
      lexer.advance();
      lexer.advance();
    }
    if (lexer.at('(')) {
      lexer.skip('(', ')');
    }
  }

  private void type(String comment) {
    var signature = new Signature();
    boolean constants = lexer.at("enum");
    signature.take(lexer);
    typeRest(comment, signature, constants);
  }

  private void typeRest(String comment, Signature signature, boolean constants) {
    String name = lexer.text();
    while (!lexer.atEnd() && !lexer.at('{') && !lexer.at(';')) {
      header(signature);
    }
    add(name, name, MemberKind.TYPE, signature, comment);
    if (!lexer.at('{')) {
      return;
    }
    lexer.advance();
    if (constants) {
      constants(name);
    }
    members(name);
    lexer.advance();
  }

  private void constants(String type) {
    while (!lexer.atEnd() && !lexer.at('}') && !lexer.at(';')) {
      String comment = modifiers(lexer.comment());
      if (lexer.atWord()) {
        var signature = new Signature();
        String name = lexer.text();
        signature.take(lexer);
        add(type, name, MemberKind.FIELD, signature, comment);
        if (lexer.at('(')) {
          lexer.skip('(', ')');
        }
        if (lexer.at('{')) {
          lexer.skip('{', '}');
        }
      } else {
        lexer.advance();
      }
    }
  }

  /**
   * Reads a record, or a member whose type or name is {@code record}, which is also a valid
   * identifier.
   */
  private void recordOrMethod(String type, String comment) {
    var signature = new Signature();
    signature.take(lexer);
    char next = lexer.peek();
    if (lexer.atWord() && (next == '(' || next == '<') && !type.equals("record")) {
      typeRest(comment, signature, false);
    } else {
      methodOrField(type, comment, signature);
    }
  }

  private void methodOrField(String type, String comment, Signature signature) {
    String name = "";
    String result = "";
    int angles = 0;
    int words = signature.words();
    while (!lexer.atEnd()
        && !lexer.at('(')
        && !lexer.at('=')
        && !lexer.at(';')
        && !lexer.at('{')
        && !lexer.at('}')) {
      if (lexer.at('<')) {
        angles++;
      } else if (lexer.at('>')) {
        angles--;
      } else if (angles == 0 && lexer.at(',')) {
        break;
      } else if (angles == 0 && lexer.atWord()) {
        result = name;
        name = lexer.text();
        words++;
      }
      header(signature);
    }
    if (lexer.at('(')) {
      boolean parameters = lexer.peek() != ')';
      parameters(signature);
      MemberKind kind =
          words == 1 ? MemberKind.CONSTRUCTOR : method(name, result, signature, parameters);
      add(type, name, kind, signature, comment);
      methodRest();
    } else if (lexer.at('{')) {
      // A record's compact constructor is the one member that has a name and a body but no
      // parentheses.
      add(type, name, MemberKind.CONSTRUCTOR, signature, comment);
      lexer.skip('{', '}');
    } else {
      add(type, name, MemberKind.FIELD, signature, comment);
      skipStatement();
    }
  }

  private static MemberKind method(
      String name, String result, Signature signature, boolean parameters) {
    if (result.equals("void")) {
      return MemberKind.VOID;
    }
    if (result.equals("boolean") && !signature.array()) {
      return MemberKind.BOOLEAN;
    }
    boolean named =
        name.length() > 3 && name.startsWith("get") && Character.isUpperCase(name.charAt(3));
    return named && !parameters ? MemberKind.GETTER : MemberKind.FUNCTION;
  }

  private void parameters(Signature signature) {
    int depth = 0;
    do {
      if (lexer.at('(')) {
        depth++;
      } else if (lexer.at(')')) {
        depth--;
      }
      header(signature);
    } while (depth > 0 && !lexer.atEnd());
  }

  /** Skips thrown types, the default value of an annotation's element, and the body. */
  private void methodRest() {
    while (!lexer.atEnd()
        && !lexer.at(';')
        && !lexer.at('{')
        && !lexer.at('}')
        && !lexer.at("default")) {
      lexer.advance();
    }
    if (lexer.at("default")) {
      skipStatement();
    } else if (lexer.at('{')) {
      lexer.skip('{', '}');
    } else if (lexer.at(';')) {
      lexer.advance();
    }
  }

  /** Adds one token of the declaration to its signature, or skips an annotation. */
  private void header(Signature signature) {
    if (lexer.at('@')) {
      annotation();
    } else if (lexer.at("final")) {
      lexer.advance();
    } else {
      signature.take(lexer);
    }
  }

  private void skipStatement() {
    while (!lexer.atEnd() && !lexer.at(';') && !lexer.at('}')) {
      if (lexer.at('{')) {
        lexer.skip('{', '}');
      } else if (lexer.at('(')) {
        lexer.skip('(', ')');
      } else {
        lexer.advance();
      }
    }
    if (lexer.at(';')) {
      lexer.advance();
    }
  }

  private void add(String type, String name, MemberKind kind, Signature signature, String comment) {
    if (!comment.isEmpty() && !name.isEmpty()) {
      found.add(new Declaration(type, name, kind, signature.toString(), comment));
    }
  }
}
