def test_x(site_of_each_kind): print(len(site_of_each_kind.pages))
