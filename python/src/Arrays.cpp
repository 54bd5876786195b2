//===- Arrays.cpp - NumPy arrays ------------------------------------------===//

#include "Binding.h"

using namespace sima;
using namespace sima::python;
using package::ElementType;

std::string python::dtypeName(ElementType type) {
  // NumPy has no bfloat16; its bits are what there is to show.
  return type == ElementType::BFloat16 ? "uint16"
                                       : package::elementTypeName(type).str();
}

py::object python::toNumpy(const package::NpyArray &array) {
  py::module_ numpy = py::module_::import("numpy");
  py::str type(dtypeName(array.type));
  py::tuple shape(py::cast(array.shape));
  if (array.data.empty())
    return numpy.attr("empty")(shape, type);
  py::bytearray bytes(reinterpret_cast<const char *>(array.data.data()),
                      array.data.size());
  return numpy.attr("frombuffer")(bytes, type).attr("reshape")(shape);
}

package::NpyArray python::fromNumpy(const py::object &array) {
  py::module_ numpy = py::module_::import("numpy");
  if (!py::isinstance(array, numpy.attr("ndarray")))
    throw Failure("found " +
                  std::string(py::str(py::type::of(array).attr("__name__"))) +
                  " instead of a NumPy array");
  std::string name = py::str(array.attr("dtype").attr("name"));
  auto type = package::parseElementType(name);
  if (!type || *type == ElementType::BFloat16)
    throw Failure("found an array of " + name +
                  "; use int8, uint8, int16, int32, int64 or float32");
  py::buffer dense = numpy.attr("ascontiguousarray")(
      array, array.attr("dtype").attr("newbyteorder")("<"));
  py::buffer_info info = dense.request();
  const auto *first = static_cast<const uint8_t *>(info.ptr);
  package::NpyArray result;
  result.type = *type;
  result.data.assign(first, first + info.size * info.itemsize);
  // A contiguous array has at least one dimension, the given one maybe none.
  result.shape = py::cast<package::Shape>(array.attr("shape"));
  return result;
}

py::list python::toPairs(const std::vector<NamedArray> &arrays) {
  py::list pairs;
  for (const NamedArray &array : arrays)
    pairs.append(py::make_tuple(array.name, toNumpy(array.array)));
  return pairs;
}
