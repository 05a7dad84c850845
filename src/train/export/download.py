if not FOLDER.is_dir():
    from torchvision import datasets

    datasets.MNIST("data", download=True)
    FOLDER = Path("data/MNIST/raw")


