# stderr: ignore
import sys, unittest
class T(unittest.TestCase):
    @classmethod
    def setUpClass(cls): print("class")
    def setUp(self): self.x = [1]
    def tearDown(self): print("down")
    def test_equal(self): self.assertEqual(self.x, [1])
    def test_fails(self): self.assertEqual({"a": 1}, {"a": 2})
    def test_raises(self):
        with self.assertRaisesRegex(ValueError, "in.*lit"): int("x")
    @unittest.skip("why")
    def test_skipped(self): pass
    @unittest.expectedFailure
    def test_expected(self): self.assertTrue(0)
    def test_sub(self):
        for i in range(3):
            with self.subTest(i=i): self.assertNotEqual(i, 1)
    def test_error(self): 1 / 0
r = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run
import io
result = unittest.TextTestRunner(stream=io.StringIO()).run(unittest.defaultTestLoader.loadTestsFromTestCase(T))
print(result, [t[0].id() for t in result.failures], [str(t[0]) for t in result.errors], result.skipped)
print(result.failures[0][1].splitlines()[-6:])
unittest.main(argv=["x", "T.test_equal"], exit=False)
