//===- LocateText.cpp - Answers as lines for people -----------------------===//

#include "Locate.h"
#include "sima/Support/Counted.h"
#include "sima/Support/OneLine.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace sima;

static std::string text(const json::Object &object, StringRef key) {
  return oneLine(object.getString(key).value_or(""));
}

static int64_t number(const json::Object &object, StringRef key) {
  return object.getInteger(key).value_or(0);
}

/// "12 to 14", first to end.
static std::string range(const json::Object &object, StringRef first,
                         StringRef end) {
  return formatv("{0} to {1}", number(object, first), number(object, end));
}

/// " sample 0 rows 0 to 4 columns 0 to 16 channels 0 to 16"
static std::string boxOf(const json::Object &word) {
  const json::Object *box = word.getObject("box");
  if (!box)
    return "";
  std::string result = formatv(" sample {0}", number(*box, "sample"));
  for (StringRef axis : {"rows", "columns", "channels"}) {
    const json::Array &span = *box->getArray(axis);
    result += formatv(" {0} {1} to {2}", axis, *span[0].getAsInteger(),
                      *span[1].getAsInteger());
  }
  return result;
}

static void printWord(const json::Object &word, StringRef indent,
                      raw_ostream &os) {
  os << formatv("{0} word {1} at file offset {2:x}: {3}\n",
                text(word, "section"), number(word, "word"),
                number(word, "offset"), text(word, "instruction"));
  os << indent << "node " << text(word, "node");
  if (std::string operations = text(word, "operations"); !operations.empty())
    os << ", " << operations;
  os << ", layer " << text(word, "layer") << '\n';
  if (word.getString("role"))
    os << indent << text(word, "role") << boxOf(word) << '\n';
  if (word.get("serves"))
    os << indent << "for word " << number(word, "serves") << '\n';
  if (const json::Object *time = word.getObject("static"))
    os << indent << text(word, "queue") << " cycles "
       << range(*time, "start", "end") << " static, "
       << range(*word.getObject("dram"), "start", "end") << " dram\n";
}

static void printQueue(const json::Object &queue, raw_ostream &os) {
  constexpr StringLiteral indent = "       ";
  for (const json::Value &running : *queue.getArray("running")) {
    os << text(queue, "queue") << "  runs ";
    printWord(*running.getAsObject(), indent, os);
  }
  if (const json::Object *next = queue.getObject("next")) {
    os << text(queue, "queue") << "  waits for " << text(queue, "waits_for")
       << ", then ";
    printWord(*next, indent, os);
  } else if (queue.getArray("running")->empty()) {
    os << text(queue, "queue") << "  has nothing left to do\n";
  }
}

static void printConstant(const json::Object &answer, raw_ostream &os) {
  os << formatv("{0} byte {1} at file offset {2:x}\n", text(answer, "section"),
                number(answer, "byte"), number(answer, "offset"));
  for (const json::Value &value : *answer.getArray("parts")) {
    const json::Object &part = *value.getAsObject();
    os << "  " << text(part, "role") << ", bytes "
       << range(part, "first", "end") << ", of node " << text(part, "node")
       << ", " << text(part, "operation") << ", layer " << text(part, "layer")
       << '\n';
  }
  for (const json::Value &load : *answer.getArray("loads")) {
    os << "  brought by ";
    printWord(*load.getAsObject(), "    ", os);
  }
}

static void printNode(const json::Object &answer, raw_ostream &os) {
  os << "node " << text(answer, "node") << '\n';
  for (const json::Value &value : *answer.getArray("operations")) {
    const json::Object &operation = *value.getAsObject();
    os << "  " << text(operation, "operation") << " in layer "
       << text(operation, "layer") << " ("
       << text(operation, "layer_operations") << ")\n";
  }
  os << "  " << counted(number(answer, "tiles"), "tile") << ", "
     << counted(number(answer, "words"), "word") << " of code, "
     << counted(number(answer, "constant_bytes"), "byte") << " of constants\n";
  if (const json::Object *time = answer.getObject("static"))
    os << "  cycles " << range(*time, "start", "end") << " static, "
       << range(*answer.getObject("dram"), "start", "end") << " dram\n";
  for (const json::Value &value : *answer.getArray("code")) {
    const json::Object &code = *value.getAsObject();
    os << formatv("  {0} words {1} at file offset {2:x}\n",
                  text(code, "section"), range(code, "first", "end"),
                  number(code, "offset"));
  }
  for (const json::Value &value : *answer.getArray("constants")) {
    const json::Object &part = *value.getAsObject();
    os << formatv("  {0} bytes {1} at file offset {2:x}: {3}\n",
                  text(part, "section"), range(part, "first", "end"),
                  number(part, "offset"), text(part, "role"));
  }
}

void sima::printAnswer(const json::Object &answer, raw_ostream &os) {
  if (const json::Array *queues = answer.getArray("queues")) {
    os << formatv("quad {0}, cycle {1} of {2}, clock {3}\n",
                  number(answer, "quad"), number(answer, "cycle"),
                  number(answer, "total"), text(answer, "clock"));
    for (const json::Value &queue : *queues)
      printQueue(*queue.getAsObject(), os);
  } else if (answer.get("constant")) {
    printConstant(answer, os);
  } else if (answer.get("tiles")) {
    printNode(answer, os);
  } else {
    printWord(answer, "  ", os);
  }
}
