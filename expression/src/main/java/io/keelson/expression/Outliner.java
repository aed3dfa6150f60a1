package io.keelson.expression;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts large expressions into methods. HotSpot never compiles a method beyond 8000 bytes of
 * bytecode, and the class file format ends at 64 KiB.
 */
final class Outliner {
  /** Bytes of bytecode, by estimate, that one method may have. */
  private static final int BUDGET = 2_500;

  private static final int CALL = 12;

  /** A part that has been cut, with the estimated size of what is left of it. */
  private record Sized(Node node, int size) {
    Sized outlined() {
      return size <= CALL ? this : new Sized(new Node.Outlined(node), CALL);
    }
  }

  private Outliner() {}

  static Node outline(Node node) {
    return cut(node).node();
  }

  private static Sized cut(Node node) {
    return switch (node) {
      case Node.Constant constant -> new Sized(node, 4);
      case Node.Read read -> new Sized(node, 14);
      case Node.Outlined outlined -> new Sized(node, CALL);
      case Node.Apply apply -> apply(apply);
      case Node.Chain chain -> chain(chain);
    };
  }

  private static Sized apply(Node.Apply apply) {
    var operands = new ArrayList<Sized>();
    int size = 24;
    for (Node operand : apply.operands()) {
      Sized cut = cut(operand);
      operands.add(cut);
      size += cut.size();
    }
    for (int i = 0; i < operands.size() && size > BUDGET; i++) {
      Sized outlined = operands.get(i).outlined();
      size += outlined.size() - operands.get(i).size();
      operands.set(i, outlined);
    }
    return new Sized(new Node.Apply(apply.function(), nodes(operands), apply.type()), size);
  }

  private static Sized chain(Node.Chain chain) {
    List<Sized> operands = new ArrayList<>(chain.operands().size());
    for (Node operand : chain.operands()) {
      operands.add(cut(operand));
    }
    // Additions of DOUBLE must keep their order; those groups nest to the left.
    boolean nests = chain.function() == Function.ADD && chain.type().valueClass() == Double.class;
    while (true) {
      var groups = new ArrayList<Sized>();
      var group = new ArrayList<Sized>();
      int size = 8;
      for (Sized operand : operands) {
        int more = operand.size() + 8;
        if (size + more > BUDGET && group.size() > 1) {
          Sized done = new Sized(regroup(chain, group), size).outlined();
          group = new ArrayList<>();
          size = 8;
          if (nests) {
            group.add(done);
            size += done.size() + 8;
          } else {
            groups.add(done);
          }
        }
        group.add(operand);
        size += more;
      }
      if (groups.isEmpty()) {
        return new Sized(regroup(chain, group), size);
      }
      groups.add(
          group.size() == 1 ? group.getFirst() : new Sized(regroup(chain, group), size).outlined());
      operands = groups;
    }
  }

  private static Node regroup(Node.Chain chain, List<Sized> operands) {
    return new Node.Chain(chain.function(), nodes(operands), chain.type());
  }

  private static List<Node> nodes(List<Sized> sized) {
    return sized.stream().map(Sized::node).toList();
  }
}
