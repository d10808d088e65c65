# flags: -W error
import warnings
warnings.warn("now fatal")
