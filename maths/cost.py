"""What a computation costs: the multiplications of its matrix products, forwards and backwards.

Counted are the single multiplications of numbers in products of matrices, which are nearly all of a transformer's
work; what is done number by number is not. Griewank and Walther, Evaluating Derivatives (2008), chapter 3.
"""

from dataclasses import dataclass

from maths.autodiff import Node, walk


@dataclass(frozen=True)
class ProductCost:
    """Multiplications in matrix products: `forward`, to work out a value, and `backward`, to send blame back from it."""

    forward: int
    backward: int


def product_cost(output: Node) -> ProductCost:
    """What the products behind a node of `maths.autodiff` cost.

    A product (n, k) @ (k, m) takes n k m multiplications. Back, each of its two factors gets its blame by one product
    of the same size: that of (n, m) with the other factor, transposed.
    """
    products = [node for node in walk(output) if node.op == "matmul"]
    sizes = [node.value.size * node.parents[0].shape[-1] for node in products]
    return ProductCost(sum(sizes), sum(size * len(node.parents) for size, node in zip(sizes, products, strict=True)))
