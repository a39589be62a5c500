import App
import Kernel
