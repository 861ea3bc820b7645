import StructuralMerge
import Testing
