import circle
import helper
