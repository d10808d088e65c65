/* Replaced by the layer's first real file. */
typedef int placeholder;
